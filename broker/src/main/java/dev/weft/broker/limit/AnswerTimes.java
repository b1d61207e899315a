package dev.weft.broker.limit;

/**
 * What was seen of one routee's answers since a moment: how many, how long they took, and how many
 * calls waited for one meanwhile.
 */
final class AnswerTimes {
  private static final int FEWEST = 25;
  private static final int MOST = 1000;

  /** For a mean that is right within some 8 %: samples for each unit of squared variation. */
  private static final double PER_VARIATION = 150;

  private static final long SHORTEST_NANOS = 50_000_000;
  private static final long LONGEST_NANOS = 3_000_000_000L;

  private long sinceNanos;
  private int count;
  private double sum;
  private double squares;
  private double waited; // calls × nanoseconds
  private long waitedUntilNanos;

  void begin(long nowNanos) {
    sinceNanos = nowNanos;
    count = 0;
    sum = 0;
    squares = 0;
    waited = 0;
    waitedUntilNanos = nowNanos;
  }

  /** How many calls have waited since the last time that this was told. */
  void waiting(int calls, long nowNanos) {
    if (nowNanos - waitedUntilNanos > 0) {
      waited += (double) calls * (nowNanos - waitedUntilNanos);
      waitedUntilNanos = nowNanos;
    }
  }

  void answered(long tookNanos) {
    count++;
    sum += tookNanos;
    squares += (double) tookNanos * tookNanos;
  }

  int count() {
    return count;
  }

  long lasted(long nowNanos) {
    return nowNanos - sinceNanos;
  }

  /** In nanoseconds. */
  double mean() {
    return sum / count;
  }

  /** Answers a nanosecond. */
  double rate(long nowNanos) {
    return (double) count / Math.max(1, lasted(nowNanos));
  }

  /** How many calls waited, on average over the time. */
  double crowd(long nowNanos) {
    return waited / Math.max(1, lasted(nowNanos));
  }

  /** By how much of itself the mean may be off: its standard error. */
  double error() {
    return Math.sqrt(variation() / count);
  }

  /** Whether it is enough to judge by: long enough, and the more answers the more they differ. */
  boolean suffices(long nowNanos) {
    long lasted = lasted(nowNanos);
    return count >= FEWEST
        && lasted >= Math.max(SHORTEST_NANOS, 2 * mean())
        && (count >= Math.min(MOST, PER_VARIATION * variation()) || lasted >= LONGEST_NANOS);
  }

  /** The squared coefficient of variation: 0 where all took the same, 1 where exponential. */
  private double variation() {
    double mean = mean();
    return mean == 0 ? 0 : Math.max(0, squares / count / (mean * mean) - 1);
  }
}
