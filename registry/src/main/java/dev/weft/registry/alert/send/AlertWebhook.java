package dev.weft.registry.alert.send;

import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alert;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Posts alerts to a webhook in the format of Prometheus' Alertmanager, version 4, grouped by
 * service. Safe for use by any thread.
 */
public final class AlertWebhook extends Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AlertGroups groups = new AlertGroups();
  private final URI page;

  /**
   * @param target http or https
   * @param page where a person reads on
   */
  public AlertWebhook(URI target, URI page, Clock clock) {
    this(target, page, PATIENCE, clock);
  }

  AlertWebhook(URI target, URI page, Duration patience, Clock clock) {
    super(target, patience, clock);
    this.page = page;
  }

  @Override
  void take(List<Alert> changes, long nowNanos) {
    synchronized (groups) {
      groups.take(changes, nowNanos);
    }
  }

  @Override
  void sendDue(HttpPost to) throws IOException, InterruptedException {
    List<AlertGroups.Batch> due;
    synchronized (groups) {
      due = groups.due(clock.nanos());
    }
    for (AlertGroups.Batch batch : due) {
      to.post(AlertPayload.webhook(batch, page));
      synchronized (groups) {
        groups.sent(batch, clock.nanos());
      }
    }
  }
}
