package dev.weft.routee;

import java.time.Duration;
import java.util.List;

/**
 * Hears what a supervisor sees, for whoever tells people. Called from several threads; must not
 * block for long.
 */
public interface SupervisorListener extends RegistrationListener {
  /** The program runs. */
  default void started(long pid, int port) {}

  /**
   * The program has not become ready within the time that it has; it is waited for all the same.
   *
   * @param host where it is expected to listen
   * @param listening {@code address:port} of what the program is known to listen on instead; empty
   *     where nothing is known
   */
  default void notReady(String host, int port, Duration waited, List<String> listening) {}

  /**
   * The program has ended.
   *
   * @param code its exit code; 128 and the signal's number where a signal ended it
   * @param wasReady whether it had become ready before
   */
  default void exited(int code, Duration ran, boolean wasReady) {}

  /**
   * The program has ended and is started again after a wait.
   *
   * @param number of this restart in a row, from 1
   */
  default void restarting(Duration wait, int number, RestartPolicy policy) {}

  /** The program could not be started again; it is tried once more, as {@link #restarting} says. */
  default void notStarted(String why) {}

  /** The program has ended once more after all the restarts in a row that it may have. */
  default void givenUp(int restarts) {}

  /** The program, or something that it started, outlived the grace period and was killed. */
  default void killed(Duration grace) {}
}
