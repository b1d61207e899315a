package dev.weft.model.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The one source of time, and the scheduler that goes with it: whoever fakes the clock fakes the
 * timers too, so no test has to wait.
 *
 * <p>Implementations are safe for use by any thread.
 */
public interface Clock {

  /**
   * Monotonic time in nanoseconds from an arbitrary origin; only differences mean anything. Never
   * moves with the wall clock: leases and timeouts are measured with it.
   */
  long nanos();

  /** Wall-clock time, for timestamps that people read; it may jump. */
  Instant wall();

  /**
   * Runs a task once after a delay.
   *
   * @param delay zero or more; a negative delay counts as zero
   * @param task runs on a thread of the clock's choice and may block for a short while; what it
   *     throws is reported to the thread's uncaught-exception handler
   * @return a handle that cancels the task if it has not started
   */
  Timer schedule(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Timer {
    /** Cancels the task; does nothing if it has started or was cancelled before. */
    void cancel();
  }

  /**
   * Runs a task again and again, each run starting {@code period} after the one before has ended,
   * the first after one period. A run that throws is reported and does not end the series.
   */
  default Timer every(Duration period, Runnable task) {
    var series = new RepeatingTimer(this, period, task);
    series.scheduleNext();
    return series;
  }
}
