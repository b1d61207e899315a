package dev.weft.registry;

import dev.weft.model.gateway.Resolver;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.status.Statements;
import dev.weft.registry.status.Statements.Statement;
import dev.weft.registry.store.StoreException;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link Statements} say, each only once. Events wake one virtual thread, {@code
 * weft-status}; a burst of changes costs few looks at the catalog. What others write into the same
 * status stays: it is put at the version that was looked at, or looked at again.
 */
final class StatusWriter implements IndexListener {
  private static final System.Logger LOG = System.getLogger(StatusWriter.class.getName());

  /** The GatewayClass that is always there. */
  static final String GATEWAY_CLASS = "weft";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread = Thread.ofVirtual().name("weft-status").unstarted(this::run);
  private final Statements statements = new Statements();
  private final Clock clock;
  private Catalog catalog;
  private SnapshotSource.@Nullable Subscription subscription;

  /** The revision of the last change that may matter. */
  private volatile long relevant;

  /** The revision of the last look; what came later is not in it. */
  private volatile long lookedAt;

  private boolean pending;
  private boolean closed;

  @SuppressWarnings("NullAway.Init") // the catalog is there before the thread
  StatusWriter(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void on(Event event) {
    if (Statements.dependOn(event.document().kind())) {
      relevant = event.revision(); // readers cannot see it yet: the catalog tells when they can
    }
  }

  private void onChange() {
    if (relevant > lookedAt) {
      wake(false);
    }
  }

  void start(Catalog toSpeakOf) {
    catalog = toSpeakOf;
    makeGatewayClass();
    say(); // before anybody asks
    subscription = catalog.onChange(this::onChange);
    wake(false); // for what came in between
    thread.start();
  }

  private void makeGatewayClass() {
    if (catalog.document(Kind.GATEWAY_CLASS, "", GATEWAY_CLASS).isEmpty()) {
      catalog.put(
          new Resource(
              Kind.GATEWAY_CLASS,
              Metadata.named("", GATEWAY_CLASS),
              Map.of("spec", Map.of("controllerName", Resolver.CONTROLLER)),
              Map.of()));
    }
  }

  private void wake(boolean toEnd) {
    lock.lock();
    try {
      pending = true;
      closed |= toEnd;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitChange()) {
      say();
    }
  }

  private void say() {
    lookedAt = catalog.revision();
    try {
      for (Statement statement : statements.of(catalog, clock.wall())) {
        write(statement);
      }
    } catch (StoreException e) {
      if (isClosed()) {
        return; // the store is closed too
      }
      LOG.log(System.Logger.Level.WARNING, "conditions are not written: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "conditions cannot be made; the next change retries", e);
    }
  }

  private void write(Statement statement) {
    Resource resource = statement.resource();
    Metadata metadata = resource.metadata();
    try {
      catalog.putStatus(
          resource.kind(),
          metadata.namespace(),
          metadata.name(),
          statement.status(),
          metadata.resourceVersion());
    } catch (CatalogException.Conflict | CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "looking again: {0}", e.getMessage()); // an event came
    } catch (InvalidResourceException e) {
      LOG.log(System.Logger.Level.ERROR, "a status that its schema refuses: {0}", e.getMessage());
    }
  }

  private boolean awaitChange() {
    lock.lock();
    try {
      while (!pending && !closed) {
        changed.awaitUninterruptibly();
      }
      pending = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    if (subscription != null) {
      subscription.close();
    }
    wake(true);
  }
}
