package dev.weft.broker.observe;

import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.StatusCounts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An edge's calls since it was first seen. Not safe for use by several threads. */
public final class EdgeTotals {
  private static final int FORGOTTEN_AFTER = 600; // turns, of a second each

  private final EdgeName edge;
  private final StatusCounts statuses = new StatusCounts();
  private final long[] buckets = new long[LatencyCounts.BUCKETS];
  private long calls;
  private long failed;
  private long sumNanos;
  private int inFlight;
  private @Nullable String slowest;
  private long slowestNanos;
  private int idleTurns;

  EdgeTotals(EdgeName edge) {
    this.edge = edge;
  }

  /**
   * @param first of this time; else of another loop
   */
  void add(EdgeSignal signal, boolean first) {
    statuses.add(signal.statuses());
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += signal.latencies().in(i);
    }
    calls += signal.calls();
    failed += signal.failed();
    sumNanos += signal.sumNanos();
    inFlight = first ? signal.inFlight() : inFlight + signal.inFlight();
    if (signal.slowest() != null) {
      slowest = signal.slowest();
      slowestNanos = signal.slowestNanos();
    }
    idleTurns = 0;
  }

  void add(EdgeTotals other) {
    statuses.add(other.statuses);
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
    calls += other.calls;
    failed += other.failed;
    sumNanos += other.sumNanos;
    inFlight += other.inFlight;
    if (other.slowestNanos > slowestNanos) {
      slowest = other.slowest;
      slowestNanos = other.slowestNanos;
    }
  }

  /** No loop has anything to say of it: nothing is under way. */
  void calmUnless(Set<EdgeName> counted) {
    if (!counted.contains(edge)) {
      inFlight = 0;
    }
  }

  /** A second is over; true if there were no calls for long. */
  boolean turn() {
    return ++idleTurns > FORGOTTEN_AFTER;
  }

  EdgeTotals copy() {
    var copy = new EdgeTotals(edge);
    copy.add(this);
    return copy;
  }

  public EdgeName edge() {
    return edge;
  }

  /** Calls that ended, by status; not to be changed. */
  public StatusCounts statuses() {
    return statuses;
  }

  /** Calls that ended in a bucket of {@link LatencyCounts}. */
  public long in(int bucket) {
    return buckets[bucket];
  }

  /** Calls that ended. */
  public long calls() {
    return calls;
  }

  public long failed() {
    return failed;
  }

  /** Of all calls that ended together. */
  public long sumNanos() {
    return sumNanos;
  }

  public int inFlight() {
    return inFlight;
  }

  /** The slowest exchange of late; null if none has ended. */
  public @Nullable String slowest() {
    return slowest;
  }

  public long slowestNanos() {
    return slowestNanos;
  }
}
