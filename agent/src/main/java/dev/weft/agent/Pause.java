package dev.weft.agent;

import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Waits on the injected clock, so that a test need not. One thread waits; any may wake it. */
final class Pause {
  private final Clock clock;
  private final Semaphore woken = new Semaphore(0);

  Pause(Clock clock) {
    this.clock = clock;
  }

  /** Returns after that time or when {@link #wake} was called since the last wait. */
  void await(Duration time) {
    Clock.Timer timer = clock.schedule(time, this::wake);
    woken.acquireUninterruptibly();
    timer.cancel();
    woken.drainPermits();
  }

  /** Waits for {@link #wake} alone. */
  void await() {
    woken.acquireUninterruptibly();
    woken.drainPermits();
  }

  void wake() {
    woken.release();
  }
}
