package dev.weft.model.observe;

import org.jspecify.annotations.Nullable;

/**
 * How calls on an edge went in a while.
 *
 * @param statuses of the calls that ended; not to be changed
 * @param failed of these, those that let their callers down: 5xx, and answers that broke off
 * @param retries tries after the first, of all of them
 * @param inFlight calls under way at the end of the while
 * @param latencies of all that ended, from the request's head to the answer's last byte; not to be
 *     changed
 * @param sumNanos of all that ended together
 * @param slowest the exchange that took longest; null if none ended
 * @param slowestNanos how long it took
 */
public record EdgeSignal(
    EdgeName edge,
    StatusCounts statuses,
    int failed,
    int retries,
    int inFlight,
    LatencyCounts latencies,
    long sumNanos,
    @Nullable String slowest,
    long slowestNanos) {
  /** Of nothing; not to be changed. */
  public static final LatencyCounts NO_LATENCIES = new LatencyCounts();

  /** The same, counted for another edge. */
  public EdgeSignal on(EdgeName other) {
    return other.equals(edge)
        ? this
        : new EdgeSignal(
            other, statuses, failed, retries, inFlight, latencies, sumNanos, slowest, slowestNanos);
  }

  /** Calls that ended. */
  public int calls() {
    return latencies.total();
  }
}
