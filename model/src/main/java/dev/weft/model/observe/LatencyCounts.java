package dev.weft.model.observe;

import java.util.Arrays;

/**
 * How many of some latencies fell between which bounds: four bounds for each doubling, a quarter of
 * a doubling apart, so that a quantile is at most a fifth too high. The bounds are those of a
 * Prometheus native histogram in seconds of schema 2. Counts of several places or times can be
 * added up, which quantiles cannot.
 *
 * <p>Not safe for use by several threads; recording allocates nothing.
 */
public final class LatencyCounts {
  /** How many bounds there are. */
  public static final int BUCKETS = 112;

  private static final int STEPS = 4;
  private static final int SECOND_BITS = 30;
  private static final int SMALLEST_BITS = 14; // 2^-16 s, 15 µs; nothing below matters here
  private static final long MORE_THAN_ONE =
      (long) Math.scalb((double) (1L << SECOND_BITS) / 1e9 - 1, 64);
  private static final long[] STEP_STARTS = stepStarts();
  private static final long[] BOUNDS = bounds();

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
    if (nanos <= 0) {
      return 0;
    }
    // In parts of 2^-30 seconds, so that doublings end at powers of two of a second.
    long parts = nanos + Math.multiplyHigh(nanos, MORE_THAN_ONE);
    int bits = 63 - Long.numberOfLeadingZeros(parts);
    if (bits < SMALLEST_BITS) {
      return 0;
    }
    long mantissa = (parts << (63 - bits)) >>> 1; // from 2^62 to 2^63
    int step = 0;
    while (step < STEPS - 1 && mantissa >= STEP_STARTS[step]) {
      step++;
    }
    return Math.min(BUCKETS - 1, (bits - SMALLEST_BITS) * STEPS + step);
  }

  /** Above every latency of a bucket but those of the last, which are longer than an hour. */
  public static long upperBoundNanos(int bucket) {
    return BOUNDS[bucket];
  }

  /**
   * A bucket's upper bound in seconds as the power of two's exponent, in quarters: such as -40 for
   * 2^-10 seconds.
   */
  public static int upperBoundQuarters(int bucket) {
    return (SMALLEST_BITS - SECOND_BITS) * STEPS + bucket + 1;
  }

  private static long[] bounds() {
    var bounds = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      bounds[i] = (long) Math.ceil(1e9 * Math.pow(2, upperBoundQuarters(i) / (double) STEPS));
    }
    return bounds;
  }

  private static long[] stepStarts() {
    var starts = new long[STEPS - 1];
    for (int i = 0; i < STEPS - 1; i++) {
      starts[i] = (long) Math.scalb(Math.pow(2, (i + 1) / (double) STEPS), 62);
    }
    return starts;
  }
}
