package dev.weft.broker.balance;

/**
 * How a routee that came, or came back, gets its share: from a tenth, in a straight line, over the
 * time that the policy sets.
 */
public final class SlowStart {
  private static final double FLOOR = 0.1;
  private static final int STEPS = 32;
  private static final long SHORTEST_STEP_NANOS = 10_000_000;

  private SlowStart() {}

  /**
   * The part of its weight that counts, 0.1 to 1.
   *
   * @param servingNanos since it came
   * @param overNanos the policy's; 0 for none
   */
  public static double part(long servingNanos, long overNanos) {
    return servingNanos >= overNanos
        ? 1
        : Math.max(FLOOR, (double) Math.max(0, servingNanos) / overNanos);
  }

  /** After how long a part should be looked at again. */
  public static long stepNanos(long overNanos) {
    return Math.max(SHORTEST_STEP_NANOS, overNanos / STEPS);
  }
}
