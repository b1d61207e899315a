package dev.weft.cli.node;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What was started, to be stopped in the opposite order. Safe on any thread. */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();

  <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** Stops every part, the last one started first; one that fails keeps none from stopping. */
  @Override
  public void close() {
    for (AutoCloseable part = parts.poll(); part != null; part = parts.poll()) {
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
