package dev.weft.probe;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * A connection on which a routee is asked, once or again and again. Belongs to one check at a time.
 */
interface Dialogue extends Closeable {
  /** An answer whose end takes longer is not waited for: its connection is worth less. */
  Duration PATIENCE = Duration.ofMillis(50);

  /**
   * Asks, and reads as much as decides whether the check passes.
   *
   * @throws java.net.SocketTimeoutException where that has not come by the deadline
   */
  Answer ask(Deadline deadline) throws IOException;

  /** Whether anything was heard of the answer to what was asked last. */
  boolean heard();

  /**
   * Whether it can be asked again; may read what is left of the answer, for {@link #PATIENCE} and
   * no longer.
   */
  boolean lasts(Deadline deadline);

  /** Never waits: says no good-bye. */
  @Override
  void close() throws IOException;

  /** What came of it, such as {@code 503}. */
  record Answer(boolean passed, String finding) {}
}
