package dev.weft.registry;

import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.time.Clock;
import dev.weft.registry.store.MvStoreStore;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreException;
import java.nio.file.Path;
import java.util.List;

/**
 * A registry: its store, its catalog and all that hangs on it. Safe for use by any thread.
 *
 * <p>After {@link #close} the catalog still reads what it last knew; writes throw.
 */
public final class Registry implements AutoCloseable {
  private final Store store;
  private final StoreFollower follower;
  private final Catalog catalog;
  private final Snapshots snapshots;
  private final Verdicts verdicts;
  private final Leases leases;

  private Registry(Store store, Clock clock) {
    this.store = store;
    var table = new LeaseTable(clock, new MassLapseGuard());
    this.snapshots = new Snapshots();
    var index = new Index(List.of(table, snapshots));
    this.follower = new StoreFollower(store, index);
    this.catalog = new Catalog(store, index, table, clock);
    this.verdicts = new Verdicts(catalog, clock);
    this.leases = new Leases(table, catalog, clock);
  }

  /**
   * Opens the registry of a data directory, which is made if it is not there. Every lease starts
   * anew with its whole time.
   *
   * @throws StoreException if the store cannot be opened; says which file and what to do
   */
  public static Registry open(Path dataDir, Clock clock) {
    var registry = new Registry(MvStoreStore.open(dataDir), clock);
    try {
      registry.start();
      return registry;
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  private void start() {
    follower.start();
    catalog.makeDefaultNamespace();
    snapshots.start(catalog.revision());
    leases.start();
  }

  public Catalog catalog() {
    return catalog;
  }

  public SnapshotSource snapshots() {
    return snapshots;
  }

  public VerdictSink verdicts() {
    return verdicts;
  }

  public Leases leases() {
    return leases;
  }

  /** Finishes the writes that wait and closes the store; a second call does nothing. */
  @Override
  public void close() {
    leases.close();
    try {
      store.close();
    } finally {
      follower.close();
      snapshots.close();
    }
  }
}
