package dev.weft.registry;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.registry.store.CompactedException;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreChange;
import dev.weft.registry.store.StoreException;
import dev.weft.registry.store.StoreWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Brings every change of the store into the index, whoever wrote it. Runs on one virtual thread,
 * {@code weft-catalog}.
 */
final class StoreFollower {
  private static final System.Logger LOG = System.getLogger(StoreFollower.class.getName());
  private static final Duration LONG_WAIT = Duration.ofMinutes(1);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Store store;
  private final Index index;
  private final Thread thread = Thread.ofVirtual().name("weft-catalog").unstarted(this::run);

  StoreFollower(Store store, Index index) {
    this.store = store;
    this.index = index;
  }

  /** Loads what is there, then follows. */
  void start() {
    readAll();
    thread.start();
  }

  private void readAll() {
    Store.Range range = store.list(Key.ROOT);
    var known = new ArrayList<Index.Stored>();
    for (Store.Entry entry : range.entries()) {
      Kind kind = kindOf(entry);
      if (kind != null) {
        known.add(new Index.Stored(kind, entry));
      }
    }
    index.replaceAll(known, range.revision());
  }

  private void run() {
    try {
      followUntilClosed();
    } finally {
      index.close(); // a writer must not wait for an index that nobody brings up to date
    }
  }

  private void followUntilClosed() {
    while (true) {
      try (StoreWatch watch = store.watch(Key.ROOT, index.revision())) {
        follow(watch);
      } catch (CompactedException e) {
        LOG.log(System.Logger.Level.INFO, "reading the store anew: " + e.getMessage());
        readAgain();
      } catch (InterruptedException | IllegalStateException e) {
        LOG.log(System.Logger.Level.DEBUG, "the catalog stops following its store", e);
        return;
      }
    }
  }

  private void follow(StoreWatch watch) throws InterruptedException {
    while (true) {
      StoreChange change = watch.poll(LONG_WAIT);
      switch (change) {
        case null -> {}
        case StoreChange.Put put -> apply(put.entry());
        case StoreChange.Delete delete -> remove(delete);
      }
    }
  }

  private void readAgain() {
    try {
      readAll();
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot read the store; trying again", e);
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  private void apply(Store.Entry entry) {
    Kind kind = kindOf(entry);
    if (kind == null) {
      index.skipTo(entry.modRevision());
    } else {
      index.put(kind, entry);
    }
  }

  private void remove(StoreChange.Delete delete) {
    Kind kind = Key.kindOf(delete.key());
    if (kind == null) {
      index.skipTo(delete.revision());
    } else {
      index.remove(kind, delete.key(), delete.revision());
    }
  }

  /** Null for what this version cannot read, such as a newer one's kinds: it stays in the store. */
  private static @Nullable Kind kindOf(Store.Entry entry) {
    Kind kind = Key.kindOf(entry.key());
    if (kind == null) {
      LOG.log(System.Logger.Level.WARNING, "ignoring " + entry.key() + ": of no known kind");
      return null;
    }
    try {
      if (!Documents.isAsWritten(kind, entry.value())) {
        Documents.decode(Key.of(kind, entry.key()), entry.value(), entry.modRevision());
      }
      return kind;
    } catch (InvalidResourceException e) {
      LOG.log(System.Logger.Level.ERROR, "ignoring " + entry.key() + ": " + e.getMessage());
      return null;
    }
  }

  /** Waits for the end that the closing of the store has brought about, then ends every watch. */
  void close() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    index.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
