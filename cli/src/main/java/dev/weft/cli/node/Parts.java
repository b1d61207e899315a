package dev.weft.cli.node;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, to be stopped in the opposite order. Belongs to one thread at a time. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** Stops every part, the last one started first; one that fails keeps none from stopping. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger(Parts.class.getName())
            .log(
                System.Logger.Level.WARNING, part.getClass().getSimpleName() + " did not close", e);
      }
    }
  }
}
