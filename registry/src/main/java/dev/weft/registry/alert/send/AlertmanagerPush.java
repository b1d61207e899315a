package dev.weft.registry.alert.send;

import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alert;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Posts alerts to an Alertmanager as Prometheus does: what changed at once, what fires again each
 * minute, with an end that is four minutes away, so that alerts of a registry that has died end by
 * themselves. Grouping and repeating are the Alertmanager's. Safe for use by any thread.
 */
public final class AlertmanagerPush extends Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration LASTS = Duration.ofMinutes(4);
  private static final int MOST_ALERTS = 10_000;

  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final URI page;
  private boolean news;
  private long sentNanos;

  /**
   * @param base of the Alertmanager, without {@code /api/v2/alerts}
   * @param page where a person reads on
   */
  public AlertmanagerPush(URI base, URI page, Clock clock) {
    super(URI.create(base.toString().replaceAll("/+$", "") + "/api/v2/alerts"), PATIENCE, clock);
    this.page = page;
  }

  @Override
  void take(List<Alert> changes, long nowNanos) {
    synchronized (alerts) {
      for (Alert alert : changes) {
        if (alerts.size() < MOST_ALERTS || alerts.containsKey(alert.fingerprint())) {
          alerts.put(alert.fingerprint(), alert);
          news = true;
        }
      }
    }
  }

  @Override
  void sendDue(HttpPost to) throws IOException, InterruptedException {
    List<Alert> due;
    synchronized (alerts) {
      boolean again = clock.nanos() - sentNanos >= AGAIN.toNanos();
      if (alerts.isEmpty() || !(news || again)) {
        return;
      }
      news = false;
      due = List.copyOf(alerts.values());
    }
    try {
      to.post(AlertPayload.alertmanager(due, clock.wall().plus(LASTS), page));
    } catch (IOException e) {
      synchronized (alerts) {
        news = true;
      }
      throw e;
    }
    synchronized (alerts) {
      sentNanos = clock.nanos();
      due.stream()
          .filter(alert -> !alert.firing())
          .forEach(alert -> alerts.remove(alert.fingerprint(), alert));
    }
  }
}
