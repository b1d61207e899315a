package dev.weft.probe;

import dev.weft.model.time.Clock;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The time that one check has, shared by its steps. */
final class Deadline {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private final Duration timeout;
  private final long startNanos;

  Deadline(Clock clock, Duration timeout) {
    this.clock = clock;
    this.timeout = timeout;
    this.startNanos = clock.nanos();
  }

  private Duration elapsed() {
    return Duration.ofNanos(clock.nanos() - startNanos);
  }

  /** From now on at most so long, and never later than this one. */
  Deadline within(Duration atMost) {
    Duration left = timeout.minus(elapsed());
    return new Deadline(clock, left.compareTo(atMost) < 0 ? left : atMost);
  }

  /**
   * Milliseconds that are left, at least 1: zero means for ever to a socket.
   *
   * @throws SocketTimeoutException when none are left
   */
  int remainingMillis() throws SocketTimeoutException {
    long left = timeout.toNanos() - (clock.nanos() - startNanos);
    if (left <= 0) {
      throw new SocketTimeoutException("deadline");
    }
    return Math.clamp(left / NANOS_PER_MILLI, 1, Integer.MAX_VALUE);
  }

  /** Something answered, well or badly. */
  CheckResult answered(boolean passed, String subject, String finding) {
    return new CheckResult(passed, subject, finding, elapsed());
  }

  /** Nothing answered. */
  CheckResult failed(String subject, String finding) {
    return new CheckResult(false, subject, finding, null);
  }

  /** The time ran out. */
  CheckResult timedOut(String subject, String missing) {
    return failed(subject, missing + " within " + timeout.toMillis() + " ms");
  }
}
