package dev.weft.agent;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for conditions. */
final class Eventually {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int STEP_MILLIS = 10;

  private Eventually() {}

  static void so(String what, BooleanSupplier condition) throws InterruptedException {
    var never = new CountDownLatch(1);
    for (int waited = 0; waited < PATIENCE_MILLIS; waited += STEP_MILLIS) {
      if (condition.getAsBoolean()) {
        return;
      }
      boolean _ = never.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("not within 30 s: " + what);
  }
}
