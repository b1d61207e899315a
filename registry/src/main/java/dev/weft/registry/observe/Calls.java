package dev.weft.registry.observe;

import dev.weft.model.observe.LatencyCounts;

/**
 * Calls of a while.
 *
 * @param errors tries that failed
 * @param latencies of tries that did not fail; not to be changed
 */
public record Calls(int errors, LatencyCounts latencies) {
  /** Tries that ended in an answer or an error. */
  public int tries() {
    return errors + latencies.total();
  }

  /** The share of tries that failed, 0 to 1. */
  public double errorRate() {
    return tries() == 0 ? 0 : (double) errors / tries();
  }

  /** In nanoseconds; 0 where there are none. */
  public long p99Nanos() {
    return latencies.quantileNanos(0.99);
  }
}
