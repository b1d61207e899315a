package dev.weft.cli.node;

import dev.weft.broker.observe.Shortfalls;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a service's calls begin to lack something, and when they have not for a while: so one
 * event at the begin and one at the end, however many calls it concerns. Belongs to one thread at a
 * time.
 */
final class ShortfallEvents {
  /** So long nothing may lack before it is over; shorter gaps belong to it. */
  private static final Duration CALM = Duration.ofSeconds(5);

  /** What can lack, in words. */
  private enum What {
    SHEDDING(
        Severity.CRITICAL,
        "Shedding",
        "has more calls than its routees can do",
        "were answered 503 with Retry-After",
        "calls are shed until there is room, so that the others are answered in time"),
    PANIC(
        Severity.CRITICAL,
        "Panic",
        "has fewer passing routees than its panic threshold",
        "went to any admitted routee, ejected or not",
        "all share the calls until enough of them pass, as some answers are better than none"),
    FALLBACK(
        Severity.CRITICAL,
        "FallingBack",
        "has no passing routee",
        "went to its fallback service",
        "they go there until a trial call finds a routee well again"),
    RETRIES(
        Severity.WARNING,
        "RetryBudgetSpent",
        "has spent its budget of retries",
        "were not made",
        "failures reach callers until fewer calls fail, so that retries do not multiply the load");

    private final Severity severity;
    private final String reason;
    private final String cause;
    private final String done;
    private final String undone;

    What(Severity severity, String reason, String cause, String done, String undone) {
      this.severity = severity;
      this.reason = reason;
      this.cause = cause;
      this.done = done;
      this.undone = undone;
    }

    private long in(Shortfalls.Taken taken) {
      return switch (this) {
        case SHEDDING -> taken.shed();
        case PANIC -> taken.panics();
        case FALLBACK -> taken.fallbacks();
        case RETRIES -> taken.retries();
      };
    }

    private String counted(long number) {
      return number + (equals(RETRIES) ? " retries " : " calls ") + done;
    }
  }

  private record Key(ServiceName service, What what) {}

  private record Lasting(long sinceNanos, long lastNanos, long count) {}

  private final Map<Key, Lasting> lasting = new HashMap<>();
  private final EventSink events;
  private final String source;
  private final Clock clock;

  /**
   * @param source who says so, such as {@code broker host-a}
   */
  ShortfallEvents(EventSink events, String source, Clock clock) {
    this.events = events;
    this.source = source;
    this.clock = clock;
  }

  /** Takes what lacked since the last time, about once a second. */
  void next(Map<ServiceName, Shortfalls.Taken> lacking) {
    long now = clock.nanos();
    lacking.forEach((service, taken) -> {
      for (What what : What.values()) {
        long count = what.in(taken);
        if (count > 0) {
          add(new Key(service, what), count, now);
        }
      }
    });
    for (Key key : List.copyOf(lasting.keySet())) {
      Lasting it = lasting.get(key);
      if (it != null && now - it.lastNanos >= CALM.toNanos()) {
        lasting.remove(key);
        over(key, it);
      }
    }
  }

  private void add(Key key, long count, long now) {
    @Nullable Lasting before = lasting.get(key);
    if (before == null) {
      lasting.put(key, new Lasting(now, now, count));
      begun(key, count);
    } else {
      lasting.put(key, new Lasting(before.sinceNanos, now, before.count + count));
    }
  }

  private void begun(Key key, long count) {
    tell(
        key.what.severity,
        key.what.reason,
        key.service,
        key.service
            + " "
            + key.what.cause
            + ": "
            + key.what.counted(count)
            + " within a second; "
            + key.what.undone);
  }

  private void over(Key key, Lasting it) {
    double seconds = (it.lastNanos - it.sinceNanos) / 1e9 + 1;
    tell(
        Severity.INFO,
        key.what.reason + "Over",
        key.service,
        String.format(
            Locale.ROOT,
            "%s no longer %s: %s within %.0f s",
            key.service,
            key.what.cause,
            key.what.counted(it.count),
            seconds));
  }

  private void tell(Severity severity, String reason, ServiceName service, String message) {
    events.tell(new MeshEvent(clock.wall(), severity, reason, service, null, source, message));
  }
}
