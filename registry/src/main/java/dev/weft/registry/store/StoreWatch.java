package dev.weft.registry.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The changes under a prefix, in order. One reader at a time; any thread may close it. */
public interface StoreWatch extends AutoCloseable {
  /**
   * Waits for the next change.
   *
   * @return null if none came in time
   * @throws CompactedException if this reader was so slow that changes have been forgotten
   * @throws IllegalStateException once the watch or its store is closed
   */
  @Nullable StoreChange poll(Duration timeout) throws InterruptedException;

  @Override
  void close();
}
