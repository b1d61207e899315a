package dev.weft.registry;

import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alerts;
import dev.weft.registry.event.EventLog;
import dev.weft.registry.observe.Observations;
import dev.weft.registry.observe.Processes;
import dev.weft.registry.signal.Signals;
import dev.weft.registry.store.Backup;
import dev.weft.registry.store.LogStore;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A registry: its store, its catalog and all that hangs on it. Safe for use by any thread.
 *
 * <p>After {@link #close} the catalog still reads what it last knew; writes throw.
 */
public final class Registry implements AutoCloseable {
  /** So many routees are read before the registry is open, more beside its first requests. */
  private static final int AT_ONCE = 1_000;

  private static final int HISTORY_EVENTS = 16_384;
  private static final long HISTORY_BYTES = 64L << 20;

  private final Path dataDir;
  private final Store store;
  private final StoreFollower follower;
  private final Catalog catalog;
  private final Snapshots snapshots;
  private final JoinedVerdicts verdicts;
  private final Observations observations;
  private final Processes processes;
  private final PushedHealth pushed;
  private final Signals signals;
  private final Alerts alerts;
  private final Leases leases;
  private final OutOfService outOfService;
  private final StatusWriter statuses;
  private final EventLog events;
  private final ReentrantLock starting = new ReentrantLock();
  private boolean closed; // under the lock

  private Registry(Path dataDir, Clock clock, History history) {
    this.dataDir = dataDir;
    this.store = LogStore.open(dataDir);
    this.events = EventLog.open(dataDir, clock);
    var told = new RegistryEvents(events, clock);
    var table = new LeaseTable(clock);
    var agents = new Agents(table, clock);
    var registrations = new Registrations(this::snapshots, agents, clock);
    var programming = new Programming(agents, clock);
    var gatewayAddresses = new GatewayAddressStatus(agents);
    var freshWrites = new FreshWrites();
    this.statuses = new StatusWriter(clock);
    var listeners =
        new ReadListeners(List.of(table, registrations, programming, gatewayAddresses, told));
    var index = new Index(history, List.of(listeners, statuses), freshWrites);
    this.snapshots = new Snapshots(index);
    this.follower = new StoreFollower(store, index);
    this.catalog =
        new Catalog(
            new Catalog.Parts(store, index, follower, freshWrites), table, registrations, clock);
    this.observations = new Observations(clock);
    this.processes = new Processes(clock);
    this.signals = Signals.open(dataDir, clock);
    this.verdicts = new JoinedVerdicts(new Verdicts(catalog, clock), catalog, clock);
    this.pushed = new PushedHealth(snapshots, catalog, verdicts, clock);
    this.outOfService = new OutOfService(catalog, agents, clock);
    this.leases =
        new Leases(
            table,
            agents,
            catalog,
            told,
            clock,
            List.of(
                () -> registrations.sweep(catalog),
                () -> gatewayAddresses.sweep(catalog),
                () -> programming.sweep(catalog),
                () -> pushed.sweep(),
                () -> verdicts.sweep(observations.degraded(), processes.saturated())));
    this.alerts =
        new Alerts(new WatchedRegistry(snapshots, leases, dataDir), observations, events, clock);
  }

  /**
   * Opens the registry of a data directory, which is made if it is not there. Every lease starts
   * anew with its whole time.
   *
   * @throws StoreException if the store cannot be opened; says which file and what to do
   */
  public static Registry open(Path dataDir, Clock clock) {
    return open(dataDir, clock, new History(HISTORY_EVENTS, HISTORY_BYTES));
  }

  static Registry open(Path dataDir, Clock clock, History history) {
    var registry = new Registry(dataDir, clock, history);
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
    statuses.start(catalog);
    if (catalog.list(Kind.ROUTEE, null).documents().size() <= AT_ONCE) {
      startLeases();
    } else {
      Thread.ofVirtual().name("weft-leases-start").start(this::startLeases);
    }
  }

  /** No lease can lapse before all are known: a registry that starts is to be heard of first. */
  private void startLeases() {
    for (Kind kind : Kind.values()) {
      if (kind == Kind.ROUTEE || Programming.concerns(kind)) {
        follower.introduce(kind);
      }
    }
    starting.lock();
    try {
      if (!closed) {
        leases.start();
      }
    } finally {
      starting.unlock();
    }
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

  /**
   * Writes everything that is stored as of now, and the tokens, for {@link Backup#restore}; writes
   * go on meanwhile.
   *
   * @return the revision that the backup holds
   * @throws IOException if the stream cannot be written
   */
  public long backup(OutputStream out) throws IOException {
    return Backup.write(store, dataDir, out);
  }

  /** What happened in the mesh of late. */
  public EventLog events() {
    return events;
  }

  /** What brokers see of calls. */
  public Observations observations() {
    return observations;
  }

  /** What routees say of themselves. */
  public PushedHealth pushedHealth() {
    return pushed;
  }

  /** What routees' processes use. */
  public Processes processes() {
    return processes;
  }

  /** Who calls whom, and how that goes. */
  public Signals signals() {
    return signals;
  }

  /** What needs a person; nothing fires before {@link Alerts#start}. */
  public Alerts alerts() {
    return alerts;
  }

  /** Routees that an administrator has taken out of service. */
  public OutOfService outOfService() {
    return outOfService;
  }

  /** Finishes the writes that wait and closes the store; a second call does nothing. */
  @Override
  public void close() {
    alerts.close();
    signals.close();
    statuses.close();
    starting.lock();
    try {
      closed = true;
      leases.close();
    } finally {
      starting.unlock();
    }
    try {
      store.close();
    } finally {
      follower.close();
      events.close();
    }
  }
}
