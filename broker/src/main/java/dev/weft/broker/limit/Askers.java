package dev.weft.broker.limit;

import java.util.ArrayDeque;

/**
 * Sees to it that of a service's routees at most half are asked at a time whether they are crowded,
 * as the others carry their load meanwhile. Safe on any thread.
 */
public final class Askers {
  /** Who has not heard by then was ejected, or is hardly called: others need not wait for it. */
  private static final long LONGEST_NANOS = 5_000_000_000L;

  private final ArrayDeque<Long> begun = new ArrayDeque<>();
  private int most = 1;

  /**
   * @param routees of the service that take calls
   */
  public synchronized void among(int routees) {
    most = Math.max(1, routees / 2);
  }

  /** Takes a place; false if there is none. */
  synchronized boolean take(long nowNanos) {
    begun.removeIf(since -> nowNanos - since > LONGEST_NANOS);
    return begun.size() < most && begun.add(nowNanos);
  }

  /**
   * Gives a place back.
   *
   * @param sinceNanos when it was taken
   */
  synchronized void leave(long sinceNanos) {
    begun.remove(sinceNanos);
  }
}
