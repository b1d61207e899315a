package dev.weft.probe.detect;

/**
 * How surprising the silence of something is that gives signs of life at its own rhythm, such as
 * renewals of a lease (Hayashibara and others, "The φ accrual failure detector", 2004): φ = 1 means
 * that a silence this long comes once in ten times by chance, φ = 8 once in a hundred million.
 *
 * <p>The times between signs are taken as normal with the mean and deviation of the last hundred;
 * the deviation is at least a tenth of the mean, and until three signs have come, what was expected
 * stands in for them. Not safe for use by several threads.
 */
public final class PhiAccrual {
  /** Above this the silent one is taken for gone. */
  public static final double GONE = 8;

  private static final int REMEMBERED = 100;
  private static final int ENOUGH = 3;
  private static final double LEAST_DEVIATION = 0.1;
  private static final double MOST_PHI = 300; // what a double can still tell of a probability

  private final long[] intervals = new long[REMEMBERED];
  private final long expectedNanos;
  private int count;
  private long lastNanos;

  /**
   * @param expectedNanos between two signs, until some have come; above 0
   * @param startNanos of the clock; counts as a first sign
   */
  public PhiAccrual(long expectedNanos, long startNanos) {
    if (expectedNanos <= 0) {
      throw new IllegalArgumentException("expected " + expectedNanos + " ns between signs");
    }
    this.expectedNanos = expectedNanos;
    this.lastNanos = startNanos;
  }

  /** Takes a sign of life. */
  public void heard(long nowNanos) {
    intervals[count % REMEMBERED] = Math.max(0, nowNanos - lastNanos);
    count++;
    lastNanos = nowNanos;
  }

  /** The surprise at this time, 0 to 300. */
  public double phi(long nowNanos) {
    double mean = mean();
    double deviation = Math.max(deviation(mean), LEAST_DEVIATION * mean);
    double deviates = (nowNanos - lastNanos - mean) / deviation;
    return Math.clamp(minusLog10OfTail(deviates), 0, MOST_PHI);
  }

  private double mean() {
    int known = Math.min(count, REMEMBERED);
    if (known < ENOUGH) {
      return expectedNanos;
    }
    double sum = 0;
    for (int i = 0; i < known; i++) {
      sum += intervals[i];
    }
    return Math.max(1, sum / known);
  }

  private double deviation(double mean) {
    int known = Math.min(count, REMEMBERED);
    if (known < ENOUGH) {
      return mean / 4; // nothing is known of its regularity
    }
    double squares = 0;
    for (int i = 0; i < known; i++) {
      squares += (intervals[i] - mean) * (intervals[i] - mean);
    }
    return Math.sqrt(squares / known);
  }

  /**
   * −log10 of the chance that a standard normal is larger. The logistic approximation of Bowling
   * and others (2009) is within 0.0002 of the chance itself; far out, where that is not near
   * enough, the asymptotic series holds.
   */
  private static double minusLog10OfTail(double deviates) {
    if (deviates > 3) {
      double log =
          -deviates * deviates / 2
              - Math.log(deviates * Math.sqrt(2 * Math.PI))
              + Math.log1p(-1 / (deviates * deviates) + 3 / Math.pow(deviates, 4));
      return -log / Math.log(10);
    }
    double logistic = deviates * (1.5976 + 0.07056 * deviates * deviates);
    return Math.log1p(Math.exp(logistic)) / Math.log(10);
  }
}
