package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alerts;
import dev.weft.registry.alert.send.AlertWebhook;
import dev.weft.registry.alert.send.AlertmanagerPush;
import java.net.URI;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a registry's alerts are sent. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AlertOptions {
  @Option(
      names = "--alert-webhook",
      paramLabel = "URL",
      description =
          "Posts alerts there in the format of Alertmanager's webhooks; may be given more than"
              + " once.")
  private List<String> webhooks = List.of();

  @Option(
      names = "--alertmanager",
      paramLabel = "URL",
      description = "Posts alerts to this Alertmanager; may be given more than once.")
  private List<String> alertmanagers = List.of();

  /**
   * @throws CommandFailure if an address is none
   */
  void check() {
    webhooks.forEach(text -> uri("--alert-webhook", text));
    alertmanagers.forEach(text -> uri("--alertmanager", text));
  }

  /** Begins to send; ends when the alerts are closed. */
  void sendFrom(Alerts alerts, URI page, Clock clock) {
    for (String text : webhooks) {
      alerts.addSink(new AlertWebhook(uri("--alert-webhook", text), page, clock));
    }
    for (String text : alertmanagers) {
      alerts.addSink(new AlertmanagerPush(uri("--alertmanager", text), page, clock));
    }
  }

  private static URI uri(String option, String text) {
    return WebAddress.of(option, text, "http://host/path");
  }
}
