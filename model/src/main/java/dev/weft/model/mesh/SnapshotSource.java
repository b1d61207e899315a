package dev.weft.model.mesh;

import java.util.function.Consumer;

/**
 * Where an agent's snapshots come from: the registry in the same process, or one at the other end
 * of a watch. Brokers and probes see nothing else of the registry.
 *
 * <p>Safe for use by any thread.
 */
public interface SnapshotSource {
  /** The newest snapshot; never blocks. */
  Snapshot current();

  /**
   * Calls back with the current snapshot at once and then with newer ones, one call at a time;
   * snapshots may be skipped. Revisions rise, unless the registry itself was replaced or went back
   * to a backup.
   *
   * @param reader must not block for long: it holds up the other readers
   */
  Subscription subscribe(Consumer<Snapshot> reader);

  /**
   * Whether changes arrive as they are made; false while the registry is away and the last good
   * snapshot stands.
   */
  default boolean live() {
    return true;
  }

  /** Ends the calls. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
