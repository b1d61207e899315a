package dev.weft.broker.lane;

import java.util.function.LongConsumer;

/** A time that something on a loop watches; moving it is setting a number. */
public final class Deadline {
  /** When there is nothing to wait for. */
  public static final long NEVER = Long.MAX_VALUE;

  final LongConsumer onDue;
  int place = -1;
  private long dueNanos = NEVER;

  /**
   * @param onDue gets the time it is, in nanoseconds, again each tick until the deadline is moved
   *     or dropped
   */
  public Deadline(LongConsumer onDue) {
    this.onDue = onDue;
  }

  public void set(long newDueNanos) {
    dueNanos = newDueNanos;
  }

  boolean isDue(long nowNanos) {
    return dueNanos != NEVER && nowNanos - dueNanos >= 0;
  }
}
