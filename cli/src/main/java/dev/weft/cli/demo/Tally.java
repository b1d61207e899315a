package dev.weft.cli.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of the calls. Safe for use by any thread. */
final class Tally {
  private static final long KEEP_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int MAX_REASONS = 20;

  private final Deque<Call> recent = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private final Map<String, Integer> failures = new TreeMap<>();
  private long calls;
  private long failed;
  private long toldToComeBack;
  private boolean sealed;

  /** A process that had a hand in an answer. */
  record Hop(String service, long pid) {}

  /**
   * One call that has ended.
   *
   * @param tookNanos since it was due
   * @param failure null where it went well, and where it was told to come back
   * @param toldToComeBack that there was a crowd, and when to try again
   */
  record Call(
      long endedNanos,
      long tookNanos,
      @Nullable String failure,
      boolean toldToComeBack,
      List<Hop> hops) {}

  /**
   * All calls so far; the latencies in milliseconds, failed calls included, but not those that were
   * told to come back.
   */
  record Total(
      long calls,
      long failed,
      long toldToComeBack,
      long p50Millis,
      long p99Millis,
      long worstMillis,
      Map<String, Integer> failures) {}

  /** The calls that ended lately. */
  record Reading(double perSecond, long p50Millis, long p99Millis) {}

  synchronized void add(Call call) {
    if (sealed) {
      return;
    }
    recent.addLast(call);
    while (recent.getFirst().endedNanos() < call.endedNanos() - KEEP_NANOS) {
      recent.removeFirst();
    }
    calls++;
    if (call.toldToComeBack()) {
      toldToComeBack++;
      return;
    }
    latencies.add(call.tookNanos());
    if (call.failure() != null) {
      failed++;
      if (failures.size() < MAX_REASONS || failures.containsKey(call.failure())) {
        failures.merge(call.failure(), 1, Integer::sum);
      }
    }
  }

  /**
   * Counts no more, and takes back what ended after a moment at most 20 s ago. Ctrl-C reaches the
   * shop's processes as well as the demo, so what fails in that moment says nothing of the mesh.
   */
  synchronized void seal(long lastNanos) {
    sealed = true;
    while (!recent.isEmpty() && recent.getLast().endedNanos() > lastNanos) {
      Call call = recent.removeLast();
      calls--;
      if (call.toldToComeBack()) {
        toldToComeBack--;
        continue;
      }
      latencies.remove(call.tookNanos());
      if (call.failure() != null) {
        failed--;
        failures.computeIfPresent(call.failure(), (reason, n) -> n > 1 ? n - 1 : null);
      }
    }
  }

  synchronized Total total() {
    return new Total(
        calls,
        failed,
        toldToComeBack,
        latencies.percentile(50),
        latencies.percentile(99),
        latencies.worst(),
        Map.copyOf(failures));
  }

  /** The calls that ended in the window before now. */
  synchronized Reading last(Duration window, long nowNanos) {
    var seen = new Latencies();
    int count = 0;
    for (Call call : recent) {
      if (call.endedNanos() > nowNanos - window.toNanos()) {
        count++;
        if (!call.toldToComeBack()) {
          seen.add(call.tookNanos());
        }
      }
    }
    double seconds = window.toNanos() / 1e9;
    return new Reading(count / seconds, seen.percentile(50), seen.percentile(99));
  }

  /** The part of the calls to its service that one process answered: 0 to 100 percent. */
  synchronized long sharePercent(Hop hop, Duration window, long nowNanos) {
    long service = 0;
    long own = 0;
    for (Call call : recent) {
      if (call.endedNanos() > nowNanos - window.toNanos()) {
        for (Hop other : call.hops()) {
          service += other.service().equals(hop.service()) ? 1 : 0;
          own += other.equals(hop) ? 1 : 0;
        }
      }
    }
    return service == 0 ? 0 : Math.round(100.0 * own / service);
  }
}
