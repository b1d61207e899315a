package dev.weft.bench.load;

import java.util.Locale;

/** A histogram of times, exact to about 1.5 %. */
public final class Latencies {
  private static final int SUB_BITS = 6;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[Long.SIZE * SUB];
  private long total;

  /** Counts one. */
  public void record(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    total++;
  }

  /** How many were counted. */
  public long count() {
    return total;
  }

  private static int bucket(long nanos) {
    if (nanos < SUB) {
      return (int) nanos;
    }
    int shift = Long.SIZE - Long.numberOfLeadingZeros(nanos) - SUB_BITS - 1;
    return (shift + 1) * SUB + (int) (nanos >>> shift) - SUB;
  }

  private static long floor(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int shift = bucket / SUB - 1;
    return (long) (bucket % SUB + SUB) << shift;
  }

  /**
   * The time that a share of all stay under, in milliseconds; 0 where nothing was counted.
   *
   * @param share from 0 to 1
   */
  public double millis(double share) {
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && counts[i] > 0) {
        return floor(i) / 1e6;
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "p50 %.1f ms, p99 %.1f ms (%d)", millis(0.5), millis(0.99), total);
  }
}
