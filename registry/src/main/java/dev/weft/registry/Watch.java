package dev.weft.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The catalog's changes in revision order. One thread reads; any thread may close. */
public interface Watch extends AutoCloseable {
  /**
   * Waits for the next event. Where this returns null, every event up to the revision that {@link
   * Catalog#revision} had before the call has been delivered.
   *
   * @return null if none came in time
   * @throws CatalogException.RevisionGone if this reader was too slow; list and watch anew
   * @throws IllegalStateException once the watch or the registry is closed
   */
  @Nullable Event poll(Duration timeout) throws InterruptedException;

  @Override
  void close();
}
