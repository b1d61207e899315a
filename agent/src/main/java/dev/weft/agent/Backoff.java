package dev.weft.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: any time up to a bound that doubles from 1 s to 10 s. All
 * of it is left to chance, not only a part: a thousand agents lose a registry in the same moment
 * and must not come back in one. (AWS Architecture Blog, "Exponential Backoff and Jitter", 2015:
 * "full jitter".) Belongs to one thread.
 */
final class Backoff {
  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();

  private final RandomGenerator random;
  private long boundNanos = FIRST_NANOS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long nanos = random.nextLong(boundNanos + 1);
    boundNanos = Math.min(MOST_NANOS, boundNanos * 2);
    return Duration.ofNanos(nanos);
  }

  /** The registry answered: the next trouble begins at the first bound. */
  void reset() {
    boundNanos = FIRST_NANOS;
  }
}
