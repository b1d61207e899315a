package dev.weft.broker.retry;

import dev.weft.model.mesh.TimeoutPolicy;

/**
 * How long one try's answer may take to begin before it is tried elsewhere. Where none is set it
 * adapts: ten times the service's own p99, never under 250 ms, never over the whole call's time. A
 * try that was cut short counts with the time it waited, so that a service which has become slow
 * raises the limit instead of being cut short for ever.
 *
 * <p>The p99 comes from counts in buckets that grow by a quarter of a power of two; the counts are
 * halved every ten seconds. Belongs to one loop.
 */
public final class TryTimeout {
  private static final long FLOOR_NANOS = 250_000_000;
  private static final long HALVE_NANOS = 10_000_000_000L;
  private static final long REFRESH_NANOS = 100_000_000;
  private static final int FEWEST_SAMPLES = 20;
  private static final int FACTOR = 10;
  private static final int UNKNOWN_SHARE = 5;
  private static final int SMALLEST_BITS = 16; // 65 µs; nothing below matters here
  private static final int STEPS = 4;

  private final int[] counts = new int[28 * STEPS];
  private int samples;
  private long halvedNanos;
  private long refreshedNanos;
  private long p99Nanos;
  private boolean stale = true;

  /** A try's answer began, or was given up, after this long. */
  public void measured(long tookNanos, long nowNanos) {
    if (nowNanos - halvedNanos > HALVE_NANOS) {
      halve(nowNanos);
    }
    counts[bucket(tookNanos)]++;
    samples++;
    stale = true;
  }

  /** The limit for the next try, in nanoseconds. */
  public long nanos(TimeoutPolicy policy, long nowNanos) {
    long request = policy.request().toNanos();
    if (!policy.perTry().isZero()) {
      return Math.min(request, policy.perTry().toNanos());
    }
    if (samples < FEWEST_SAMPLES) {
      return Math.clamp(request / UNKNOWN_SHARE, Math.min(FLOOR_NANOS, request), request);
    }
    if (stale && nowNanos - refreshedNanos > REFRESH_NANOS) {
      refreshedNanos = nowNanos;
      stale = false;
      p99Nanos = p99();
    }
    return Math.clamp(FACTOR * p99Nanos, Math.min(FLOOR_NANOS, request), request);
  }

  private void halve(long nowNanos) {
    halvedNanos = nowNanos;
    samples = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] /= 2;
      samples += counts[i];
    }
  }

  private long p99() {
    long above = samples / 100;
    int i = counts.length - 1;
    for (long seen = counts[i]; seen <= above && i > 0; seen += counts[i]) {
      i--;
    }
    return upperBound(i);
  }

  private static int bucket(long nanos) {
    int bits = 63 - Long.numberOfLeadingZeros(nanos | 1);
    if (bits < SMALLEST_BITS) {
      return 0;
    }
    int step = (int) (nanos >>> (bits - 2)) & (STEPS - 1);
    return Math.min(28 * STEPS - 1, (bits - SMALLEST_BITS) * STEPS + step);
  }

  private static long upperBound(int bucket) {
    int bits = bucket / STEPS + SMALLEST_BITS;
    return (1L << bits) + (long) (bucket % STEPS + 1) * (1L << (bits - 2));
  }
}
