package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import java.time.Duration;

/** Looks at a routee. Safe for use by any thread. */
public interface Checker extends AutoCloseable {
  /**
   * Checks once; blocks for at most about the timeout. Whatever goes wrong with the routee is a
   * result, never an exception. An interrupt ends the check early as failed and stays set.
   *
   * @param host an IP literal without brackets or a host name
   * @param port 1 to 65535
   * @param timeout for the whole check, from the look-up of the name to the last byte
   */
  CheckResult check(ProbePolicy.Check check, String host, int port, Duration timeout);

  /** Lets go of what it keeps from one check to the next; never waits. A check may still run. */
  @Override
  default void close() {}
}
