package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Calls;
import dev.weft.bench.fault.routee.Ledger;
import dev.weft.bench.load.Latencies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a stage's routees received: tries, where callers only know of calls. */
final class Received {
  private final List<Routee> routees;

  Received(List<Routee> routees) {
    this.routees = routees;
  }

  /** What one received in a span, in order. */
  static List<Ledger.Entry> by(Routee routee, long fromNanos, long toNanos) {
    var entries = new ArrayList<Ledger.Entry>();
    Ledger ledger = routee.ledger();
    for (int i = 0; i < ledger.size(); i++) {
      Ledger.Entry entry = ledger.entry(i);
      if (entry.nanos() >= fromNanos && entry.nanos() < toNanos) {
        entries.add(entry);
      }
    }
    return entries;
  }

  int count(long fromNanos, long toNanos) {
    return routees.stream().mapToInt(routee -> by(routee, fromNanos, toNanos).size()).sum();
  }

  /** One's share of all tries in a span; 0 where there were none. */
  double share(Routee routee, long fromNanos, long toNanos) {
    int all = count(fromNanos, toNanos);
    return all == 0 ? 0 : (double) by(routee, fromNanos, toNanos).size() / all;
  }

  /** The most that one's share was in any of the windows that a span is made of. */
  double mostShare(Routee routee, long fromNanos, long toNanos, long windowNanos) {
    double most = 0;
    for (long at = fromNanos; at + windowNanos <= toNanos; at += windowNanos) {
      most = Math.max(most, share(routee, at, at + windowNanos));
    }
    return most;
  }

  /** The most tries in any window of a span. */
  int mostCount(long fromNanos, long toNanos, long windowNanos) {
    int most = 0;
    for (long at = fromNanos; at + windowNanos <= toNanos; at += windowNanos) {
      most = Math.max(most, count(at, at + windowNanos));
    }
    return most;
  }

  /** How many calls were received more than once, by whomever. */
  long twice() {
    return twice(0);
  }

  /** The same of those calls alone whose id is at least that. */
  long twice(long firstId) {
    Map<Long, Integer> times = new HashMap<>();
    for (Routee routee : routees) {
      for (Ledger.Entry entry : by(routee, Long.MIN_VALUE, Long.MAX_VALUE)) {
        if (entry.id() >= firstId) {
          times.merge(entry.id(), 1, Integer::sum);
        }
      }
    }
    return times.values().stream().filter(count -> count > 1).count();
  }

  /** What a share of calls stays under from when they were due until they were received. */
  double millisBefore(Calls calls, double share) {
    var latencies = new Latencies();
    Map<Long, Long> lastTries = lastTries();
    calls.all().stream()
        .filter(call -> lastTries.containsKey(call.id()))
        .forEach(call -> latencies.record(lastTries.getOrDefault(call.id(), 0L) - call.dueNanos()));
    return latencies.millis(share);
  }

  /** The same from when they were received until their callers had the answers. */
  double millisAt(Calls calls, double share) {
    var latencies = new Latencies();
    Map<Long, Long> lastTries = lastTries();
    calls.all().stream()
        .filter(call -> lastTries.containsKey(call.id()))
        .forEach(
            call -> latencies.record(call.doneNanos() - lastTries.getOrDefault(call.id(), 0L)));
    return latencies.millis(share);
  }

  private Map<Long, Long> lastTries() {
    Map<Long, Long> times = new HashMap<>();
    for (Routee routee : routees) {
      for (Ledger.Entry entry : by(routee, Long.MIN_VALUE, Long.MAX_VALUE)) {
        times.merge(entry.id(), entry.nanos(), Math::max);
      }
    }
    return times;
  }
}
