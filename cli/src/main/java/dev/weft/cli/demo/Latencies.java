package dev.weft.cli.demo;

import java.util.concurrent.TimeUnit;

/** Counts of latencies to the millisecond, up to 20 s. Belongs to one thread at a time. */
final class Latencies {
  private static final int MAX_MILLIS = 20_000;

  private final int[] counts = new int[MAX_MILLIS + 1];
  private int total;

  void add(long nanos) {
    counts[slot(nanos)]++;
    total++;
  }

  void remove(long nanos) {
    counts[slot(nanos)]--;
    total--;
  }

  /** The least number of milliseconds within which that part of the calls was answered. */
  long percentile(double percent) {
    long rank = (long) Math.ceil(total * percent / 100);
    for (int millis = 0, seen = 0; millis <= MAX_MILLIS; millis++) {
      seen += counts[millis];
      if (seen >= rank) {
        return millis;
      }
    }
    return MAX_MILLIS;
  }

  long worst() {
    return percentile(100);
  }

  /** Rounded up, so that no figure is better than it was. */
  private static int slot(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
    return Math.clamp(millis, 0, MAX_MILLIS);
  }
}
