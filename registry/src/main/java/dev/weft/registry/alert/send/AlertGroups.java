package dev.weft.registry.alert.send;

import dev.weft.model.mesh.ServiceName;
import dev.weft.registry.alert.Alert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When alerts are to be sent, grouped by service: a new group after {@link #WAIT}, so that what
 * begins together arrives together; what changes in it after {@link #INTERVAL}; what lasts again
 * after {@link #REPEAT}. Kept is the newest of each alert and no history, so that a receiver that
 * is away for long costs nothing. Not safe for use by several threads.
 */
final class AlertGroups {
  static final Duration WAIT = Duration.ofSeconds(5);
  static final Duration INTERVAL = Duration.ofMinutes(1);
  static final Duration REPEAT = Duration.ofHours(4);

  private static final int MOST_ALERTS = 10_000;

  private static final class Group {
    final Map<String, Alert> alerts = new LinkedHashMap<>();
    final Map<String, Long> sentNumbers = new LinkedHashMap<>();

    /** Those of which the receiver may have heard. */
    final Set<String> offered = new HashSet<>();

    final long begunNanos;
    boolean sent;
    long sentNanos;

    Group(long nowNanos) {
      begunNanos = nowNanos;
    }

    boolean news() {
      return alerts.values().stream()
          .anyMatch(
              alert -> !Long.valueOf(alert.number()).equals(sentNumbers.get(alert.fingerprint())));
    }
  }

  /**
   * Alerts that are to be sent together.
   *
   * @param service empty for what concerns none
   */
  record Batch(String service, List<Alert> alerts) {}

  private final Map<String, Group> groups = new LinkedHashMap<>();

  void take(List<Alert> changes, long nowNanos) {
    for (Alert alert : changes) {
      ServiceName service = alert.service();
      String key = service == null ? "" : service.toString();
      Group group = groups.get(key);
      if (group == null) {
        group = new Group(nowNanos);
        groups.put(key, group);
      }
      String fingerprint = alert.fingerprint();
      if (!alert.firing() && !group.offered.contains(fingerprint)) {
        group.alerts.remove(fingerprint); // over before anybody heard of it
      } else if (group.alerts.size() < MOST_ALERTS || group.alerts.containsKey(fingerprint)) {
        group.alerts.put(fingerprint, alert);
      }
    }
    groups.values().removeIf(group -> group.alerts.isEmpty());
  }

  List<Batch> due(long nowNanos) {
    var due = new ArrayList<Batch>();
    groups.forEach((service, group) -> {
      long age = nowNanos - (group.sent ? group.sentNanos : group.begunNanos);
      boolean ripe =
          group.sent
              ? age >= REPEAT.toNanos() || (age >= INTERVAL.toNanos() && group.news())
              : age >= WAIT.toNanos();
      if (ripe) {
        group.offered.addAll(group.alerts.keySet());
        due.add(new Batch(service, List.copyOf(group.alerts.values())));
      }
    });
    return due;
  }

  /** The receiver has taken it. */
  void sent(Batch batch, long nowNanos) {
    Group group = groups.get(batch.service());
    if (group == null) {
      return;
    }
    group.sent = true;
    group.sentNanos = nowNanos;
    for (Alert alert : batch.alerts()) {
      group.sentNumbers.put(alert.fingerprint(), alert.number());
      if (!alert.firing() && group.alerts.remove(alert.fingerprint(), alert)) {
        group.sentNumbers.remove(alert.fingerprint());
        group.offered.remove(alert.fingerprint());
      }
    }
    if (group.alerts.isEmpty()) {
      groups.remove(batch.service());
    }
  }
}
