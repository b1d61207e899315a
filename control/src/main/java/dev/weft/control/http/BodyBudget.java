package dev.weft.control.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that the bodies of all requests may take together, so that many clients cannot do what one
 * may not. Safe for use by any thread.
 */
final class BodyBudget {
  private final AtomicLong left = new AtomicLong(Limits.ALL_BODIES);

  /** Takes bytes if there are as many; they must be given back. */
  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }
}
