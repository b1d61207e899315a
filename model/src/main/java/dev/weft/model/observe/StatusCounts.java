package dev.weft.model.observe;

/**
 * How many calls ended with a status of which class: 0 for TCP, 1 to 5 for 1xx to 5xx. Not safe for
 * use by several threads; counting allocates nothing.
 */
public final class StatusCounts {
  /** How many classes there are. */
  public static final int CLASSES = 6;

  private final long[] counts = new long[CLASSES];

  /** Counts one. */
  public void record(int status) {
    counts[classOf(status)]++;
  }

  /** Adds counts that were made elsewhere. */
  public void add(StatusCounts others) {
    for (int i = 0; i < CLASSES; i++) {
      counts[i] += others.counts[i];
    }
  }

  /** How many are of a class, 0 to 5. */
  public long in(int statusClass) {
    return counts[statusClass];
  }

  /** The class of a status from 100 to 599; 0 for any other. */
  private static int classOf(int status) {
    int hundreds = status / 100;
    return hundreds >= 1 && hundreds < CLASSES ? hundreds : 0;
  }
}
