package dev.weft.registry.signal;

import dev.weft.model.time.Clock;
import java.time.Instant;

/**
 * Seconds since 1970 that never go back: the wall clock as it was, moved on by monotonic time.
 * Where the wall clock runs ahead, as after a sleep of the machine, it is followed. Not safe for
 * use by several threads.
 */
final class Seconds {
  private static final long NANOS = 1_000_000_000L;
  private static final long TOO_FAR_MILLIS = 2_000;

  private final Clock clock;
  private long anchorMillis;
  private long anchorNanos;

  Seconds(Clock clock) {
    this.clock = clock;
    anchorMillis = clock.wall().toEpochMilli();
    anchorNanos = clock.nanos();
  }

  /**
   * The second that a report is of which has come just now: agents report when a second is over,
   * some sooner and some later.
   */
  long reported() {
    return Math.floorDiv(nowMillis() - 500, 1_000L);
  }

  private long nowMillis() {
    long nanos = clock.nanos();
    long millis = anchorMillis + (nanos - anchorNanos) / (NANOS / 1_000);
    Instant wall = clock.wall();
    if (wall.toEpochMilli() - millis > TOO_FAR_MILLIS) {
      anchorMillis = wall.toEpochMilli();
      anchorNanos = nanos;
      return anchorMillis;
    }
    return millis;
  }
}
