package dev.weft.model.observe;

import java.util.Arrays;

/**
 * How many of some latencies fell between which bounds: four bounds for each doubling, so that a
 * quantile is at most a quarter too high. Counts of several places or times can be added up, which
 * quantiles cannot.
 *
 * <p>Not safe for use by several threads; recording allocates nothing.
 */
public final class LatencyCounts {
  /** How many bounds there are. */
  public static final int BUCKETS = 112;

  private static final int STEPS = 4;
  private static final int SMALLEST_BITS = 14; // 16 µs; nothing below matters here

  private final int[] counts = new int[BUCKETS];
  private int total;

  /**
   * Counts one.
   *
   * @param nanos negative counts as 0
   */
  public void record(long nanos) {
    counts[bucket(nanos)]++;
    total++;
  }

  /** Adds counts that were made elsewhere. */
  public void add(LatencyCounts others) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += others.counts[i];
    }
    total += others.total;
  }

  /**
   * Adds to one bucket.
   *
   * @param bucket 0 to {@link #BUCKETS} - 1
   */
  public void add(int bucket, int count) {
    counts[bucket] += count;
    total += count;
  }

  /** How many there are. */
  public int total() {
    return total;
  }

  /**
   * How many are in a bucket.
   *
   * @param bucket 0 to {@link #BUCKETS} - 1
   */
  public int in(int bucket) {
    return counts[bucket];
  }

  /** Lets the old count for half as much. */
  public void halve() {
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] /= 2;
      total += counts[i];
    }
  }

  public void clear() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  /** A copy that later recording does not change. */
  public LatencyCounts copy() {
    var copy = new LatencyCounts();
    copy.add(this);
    return copy;
  }

  /**
   * The latency that a share of all does not exceed, as the upper bound of its bucket, in
   * nanoseconds; 0 where there are none.
   *
   * @param share 0 to 1, such as 0.99
   */
  public long quantileNanos(double share) {
    if (total == 0) {
      return 0;
    }
    long wanted = Math.max(1, (long) Math.ceil(total * share));
    long seen = 0;
    int last = 0;
    for (int i = 0; i < BUCKETS && seen < wanted; i++) {
      seen += counts[i];
      last = i;
    }
    return upperBoundNanos(last);
  }

  private static int bucket(long nanos) {
    int bits = 63 - Long.numberOfLeadingZeros(nanos | 1);
    if (nanos < 0 || bits < SMALLEST_BITS) {
      return 0;
    }
    int step = (int) (nanos >>> (bits - 2)) & (STEPS - 1);
    return Math.min(BUCKETS - 1, (bits - SMALLEST_BITS) * STEPS + step);
  }

  /** Above every latency of a bucket but those of the last, which are longer than an hour. */
  public static long upperBoundNanos(int bucket) {
    int bits = bucket / STEPS + SMALLEST_BITS;
    return (1L << bits) + (long) (bucket % STEPS + 1) * (1L << (bits - 2));
  }
}
