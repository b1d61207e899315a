package dev.weft.model.time;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A series of one-shot timers, each set when the run before it has ended. */
final class RepeatingTimer implements Clock.Timer {
  private final Clock clock;
  private final Duration period;
  private final Runnable task;
  private boolean cancelled;
  private Clock.@Nullable Timer next;

  RepeatingTimer(Clock clock, Duration period, Runnable task) {
    this.clock = clock;
    this.period = period;
    this.task = task;
  }

  synchronized void scheduleNext() {
    if (!cancelled) {
      next = clock.schedule(period, this::run);
    }
  }

  private void run() {
    try {
      task.run();
    } finally {
      scheduleNext();
    }
  }

  @Override
  public synchronized void cancel() {
    cancelled = true;
    if (next != null) {
      next.cancel();
    }
  }
}
