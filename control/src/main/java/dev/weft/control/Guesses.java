package dev.weft.control;

import dev.weft.model.time.Clock;
import java.time.Duration;

/**
 * Bounds what wrong tokens can cost: so many a second are answered, the others are put off, and the
 * log gets one line a minute. A right token is never put off. Safe for use by any thread.
 */
final class Guesses {
  static final int PER_SECOND = 50;

  private static final System.Logger LOG = System.getLogger(Guesses.class.getName());
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Clock clock;
  private long secondBeganNanos;
  private int inSecond;
  private long loggedNanos;
  private long sinceLogged;

  Guesses(Clock clock) {
    this.clock = clock;
    this.secondBeganNanos = clock.nanos();
    this.loggedNanos = clock.nanos() - MINUTE_NANOS;
  }

  /**
   * Counts a wrong token.
   *
   * @throws Refusal 429 if there were too many within a second
   */
  synchronized void oneMore() {
    long now = clock.nanos();
    if (now - secondBeganNanos >= SECOND_NANOS) {
      secondBeganNanos = now;
      inSecond = 0;
    }
    inSecond++;
    sinceLogged++;
    if (now - loggedNanos >= MINUTE_NANOS) {
      LOG.log(System.Logger.Level.WARNING, "requests with an unknown token: {0}", sinceLogged);
      loggedNanos = now;
      sinceLogged = 0;
    }
    if (inSecond > PER_SECOND) {
      throw Refusal.tooManyRequests(
          "more than " + PER_SECOND + " unknown tokens a second; wait a second");
    }
  }
}
