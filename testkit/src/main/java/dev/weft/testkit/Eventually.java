package dev.weft.testkit;

import dev.weft.model.time.SystemClock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads or processes bring about, by the machine's clock. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long STEP_NANOS = 1_000_000;

  private Eventually() {}

  /**
   * Returns once the condition holds; asks each millisecond, on the calling thread.
   *
   * @throws AssertionError if it does not hold within 30 seconds
   */
  public static void so(String what, BooleanSupplier condition) {
    so(() -> what, PATIENCE, condition);
  }

  /**
   * The same with a patience of its own.
   *
   * @param what asked for when time is up
   */
  public static void so(Supplier<String> what, Duration patience, BooleanSupplier condition) {
    try (var clock = new SystemClock()) {
      long began = clock.nanos();
      while (!condition.getAsBoolean()) {
        if (clock.nanos() - began > patience.toNanos()) {
          throw new AssertionError("not within " + patience + ": " + what.get());
        }
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }
}
