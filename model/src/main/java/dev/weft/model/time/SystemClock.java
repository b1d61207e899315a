package dev.weft.model.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The machine's clock. One daemon thread keeps the time; each task runs on a virtual thread of its
 * own, so that a task that blocks delays no other.
 */
@ReadsRawClock("this is the one clock that all others are injected with")
public final class SystemClock implements Clock, AutoCloseable {
  private final ScheduledThreadPoolExecutor timers;

  public SystemClock() {
    timers =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("weft-clock").factory());
    timers.setRemoveOnCancelPolicy(true);
    timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant wall() {
    return Instant.now();
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    long nanos = Math.max(0, delay.toNanos());
    var future =
        timers.schedule(
            () -> Thread.ofVirtual().name("weft-timer").start(task), nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Drops every task that has not started. */
  @Override
  public void close() {
    timers.shutdownNow();
  }
}
