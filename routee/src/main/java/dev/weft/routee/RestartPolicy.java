package dev.weft.routee;

import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Whether a program that has ended is started again, and how long after. Pure functions.
 *
 * <p>Restarts in a row are those between which the program never ran for {@link #STEADY}.
 *
 * @param when a program is started again
 * @param maxRestarts in a row, 0 or more
 */
public record RestartPolicy(When when, int maxRestarts) {
  /** After what end a program is started again. */
  public enum When {
    NEVER,
    /**
     * After an exit code other than 0, and after a signal other than SIGHUP, SIGINT and SIGTERM: by
     * those somebody wants it to end.
     */
    ON_FAILURE,
    ALWAYS
  }

  /** Never starts anything again. */
  public static final RestartPolicy NEVER = new RestartPolicy(When.NEVER, 0);

  /** A program that has run for so long is well: its earlier ends count no more. */
  public static final Duration STEADY = Duration.ofSeconds(60);

  private static final Set<Integer> WANTED = Set.of(0, 128 + 1, 128 + 2, 128 + 15);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final int MAX_DOUBLINGS = 10;
  private static final double LEAST_SHARE = 0.75;

  /**
   * @throws IllegalArgumentException if {@code maxRestarts} is negative
   */
  public RestartPolicy {
    Registration.require(maxRestarts >= 0, "maxRestarts", maxRestarts, "0 or more");
  }

  /** Whether an end with this exit code asks for another start. */
  boolean asksFor(int exitCode) {
    return switch (when) {
      case NEVER -> false;
      case ON_FAILURE -> !WANTED.contains(exitCode);
      case ALWAYS -> true;
    };
  }

  /**
   * Doubles from 100 ms to 30 s with each restart in a row; up to a quarter less at random, so that
   * programs that fell together do not rise together.
   *
   * @param inARow how many restarts there were already, 0 or more
   */
  static Duration wait(int inARow, RandomGenerator random) {
    Duration full = FIRST_WAIT.multipliedBy(1L << Math.min(inARow, MAX_DOUBLINGS));
    Duration most = full.compareTo(MAX_WAIT) < 0 ? full : MAX_WAIT;
    double share = LEAST_SHARE + (1 - LEAST_SHARE) * random.nextDouble();
    return Duration.ofNanos((long) (most.toNanos() * share));
  }
}
