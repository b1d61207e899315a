package dev.weft.cli.node;

import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reports at the end of each second of the wall clock, so that a second's report is always that of
 * a second. Runs on the clock's threads, one report at a time.
 */
final class SignalBeat implements AutoCloseable {
  private static final long SECOND_MILLIS = 1_000;

  private final Supplier<List<EdgeSignal>> seen;
  private final Consumer<List<EdgeSignal>> report;
  private final Clock clock;
  private Clock.Timer next;
  private boolean closed;

  /**
   * @param seen what happened since it was asked last
   * @param report takes it; may block for a short while
   */
  SignalBeat(Supplier<List<EdgeSignal>> seen, Consumer<List<EdgeSignal>> report, Clock clock) {
    this.seen = seen;
    this.report = report;
    this.clock = clock;
    next = clock.schedule(untilNextSecond(), this::beat);
  }

  private Duration untilNextSecond() {
    return Duration.ofMillis(
        SECOND_MILLIS - Math.floorMod(clock.wall().toEpochMilli(), SECOND_MILLIS));
  }

  private void beat() {
    try {
      if (!isClosed()) {
        report.accept(seen.get());
      }
    } finally {
      scheduleNext();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void scheduleNext() {
    if (!closed) {
      next = clock.schedule(untilNextSecond(), this::beat);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    next.cancel();
  }
}
