package dev.weft.broker.retry;

import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.observe.LatencyCounts;

/**
 * How long one try's answer may take to begin before it is tried elsewhere. Where none is set it
 * adapts: five times the service's own p99, never under 250 ms, never over the whole call's time. A
 * try that was cut short counts with the time it waited, so that a service which has become slow
 * raises the limit instead of being cut short for ever.
 *
 * <p>The counts behind the p99 are halved every ten seconds. Belongs to one loop.
 */
public final class TryTimeout {
  private static final long FLOOR_NANOS = 250_000_000;
  private static final long HALVE_NANOS = 10_000_000_000L;
  private static final long REFRESH_NANOS = 100_000_000;
  private static final int FEWEST_SAMPLES = 20;
  private static final int FEWEST_FOR_P95 = 100;
  private static final int FACTOR = 5;
  private static final int UNKNOWN_SHARE = 5;
  private static final int SLOW_FACTOR = 2;
  private static final long LEAST_SLOW_NANOS = 20_000_000;
  private static final long UNKNOWN_SLOW_NANOS = 1_000_000_000;

  private final LatencyCounts counts = new LatencyCounts();
  private long halvedNanos;
  private long refreshedNanos;
  private long p95Nanos;
  private long p99Nanos;
  private boolean stale = true;

  /** A try's answer began, or was given up, after this long. */
  public void measured(long tookNanos, long nowNanos) {
    if (nowNanos - halvedNanos > HALVE_NANOS) {
      halvedNanos = nowNanos;
      counts.halve();
    }
    counts.record(tookNanos);
    stale = true;
  }

  /** After how long without an answer a call counts as slow: twice the p99, if that is known. */
  public long slowNanos() {
    return counts.total() < FEWEST_SAMPLES || p99Nanos == 0
        ? UNKNOWN_SLOW_NANOS
        : Math.max(LEAST_SLOW_NANOS, SLOW_FACTOR * p99Nanos);
  }

  /** The limit for the next try, in nanoseconds. */
  public long nanos(TimeoutPolicy policy, long nowNanos) {
    long request = policy.request().toNanos();
    if (!policy.perTry().isZero()) {
      return Math.min(request, policy.perTry().toNanos());
    }
    if (counts.total() < FEWEST_SAMPLES) {
      return Math.clamp(request / UNKNOWN_SHARE, Math.min(FLOOR_NANOS, request), request);
    }
    refresh(nowNanos);
    return Math.clamp(FACTOR * p99Nanos, Math.min(FLOOR_NANOS, request), request);
  }

  /** In how long 95 of 100 answers begin, in nanoseconds; 0 where there are too few to say. */
  public long p95Nanos(long nowNanos) {
    if (counts.total() < FEWEST_FOR_P95) {
      return 0;
    }
    refresh(nowNanos);
    return p95Nanos;
  }

  private void refresh(long nowNanos) {
    if (stale && (p99Nanos == 0 || nowNanos - refreshedNanos > REFRESH_NANOS)) {
      refreshedNanos = nowNanos;
      stale = false;
      p95Nanos = counts.quantileNanos(0.95);
      p99Nanos = counts.quantileNanos(0.99);
    }
  }
}
