package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.registry.store.CompactedException;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreChange;
import dev.weft.registry.store.StoreException;
import dev.weft.registry.store.StoreWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings every change of the store into the index, whoever wrote it.
 *
 * <p>Following is a job, not a thread: whoever holds its lock takes over all that the store has
 * told. A writer whose own change is not there yet does it himself rather than wait for somebody to
 * wake up; a virtual thread, {@code weft-catalog}, does it for changes from elsewhere, at once
 * after a pause and a few milliseconds late when there are many.
 */
final class StoreFollower {
  private static final System.Logger LOG = System.getLogger(StoreFollower.class.getName());
  private static final Duration LONG_WAIT = Duration.ofMinutes(1);

  /**
   * From one look at the store to the next: to be woken for each change that its writer takes over
   * anyway costs more than a change from elsewhere loses.
   */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_AT_ONCE = 1_024;
  private static final int INTRODUCED_AT_ONCE = 256;

  private final Store store;
  private final Index index;
  private final ReentrantLock following = new ReentrantLock();
  private final Thread thread = Thread.ofVirtual().name("weft-catalog").unstarted(this::run);
  private @Nullable StoreWatch watch; // under the lock
  private volatile boolean closed;

  StoreFollower(Store store, Index index) {
    this.store = store;
    this.index = index;
  }

  /** Loads what is there, then follows. */
  void start() {
    index.load(store.list(Key.ROOT));
    thread.start();
  }

  private void run() {
    try {
      while (followUntilItBreaks()) {
        LOG.log(System.Logger.Level.DEBUG, "following the store anew");
      }
    } finally {
      index.close(); // a writer must not wait for an index that nobody brings up to date
    }
  }

  /** Returns false when the store is closed. */
  private boolean followUntilItBreaks() {
    try (StoreWatch signal = store.watch(Key.ROOT, index.revision())) {
      while (true) {
        long told = 0;
        StoreChange change = signal.poll(LONG_WAIT);
        while (change != null) {
          told = change.revision();
          change = signal.poll(Duration.ZERO);
        }
        if (told > index.revision()) {
          follow();
        }
        if (told > 0) {
          LockSupport.parkNanos(REST_NANOS);
        }
      }
    } catch (CompactedException e) {
      return readAgain();
    } catch (StoreException e) {
      return tryLater(e);
    } catch (InterruptedException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "the catalog stops following its store", e);
      return false;
    }
  }

  private boolean readAgain() {
    try {
      readAll();
      return true;
    } catch (StoreException e) {
      return tryLater(e);
    }
  }

  private static boolean tryLater(StoreException e) {
    LOG.log(System.Logger.Level.ERROR, "cannot read the store; trying again", e);
    LockSupport.parkNanos(RETRY_NANOS);
    return true;
  }

  /**
   * Returns when the index has come to a revision that the store has reached.
   *
   * @throws IllegalStateException if the registry is closed before that
   */
  void catchUp(long revision) {
    if (index.revision() >= revision) {
      return;
    }
    boolean interrupted = Thread.interrupted(); // what is written is written: no half-way out
    try {
      follow();
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.DEBUG, "weft-catalog will try again", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    index.await(revision);
  }

  /** Takes over all that the store has told so far. */
  private void follow() {
    following.lock();
    try {
      List<StoreChange> changes;
      do {
        changes = poll();
        index.apply(changes);
      } while (changes.size() == MOST_AT_ONCE);
    } catch (CompactedException e) {
      LOG.log(System.Logger.Level.INFO, "reading the store anew: " + e.getMessage());
      readAll();
    } finally {
      following.unlock();
    }
  }

  /** Under the lock. */
  private List<StoreChange> poll() {
    StoreWatch from = watch;
    if (from == null) {
      from = store.watch(Key.ROOT, index.revision());
      watch = from;
    }
    var changes = new ArrayList<StoreChange>();
    while (changes.size() < MOST_AT_ONCE) {
      try {
        StoreChange change = from.poll(Duration.ZERO);
        if (change == null) {
          break;
        }
        changes.add(change);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break; // what has been read must not be lost
      }
    }
    return changes;
  }

  private void readAll() {
    following.lock();
    try {
      StoreWatch old = watch;
      watch = null;
      if (old != null) {
        old.close();
      }
      index.replaceAll(store.list(Key.ROOT));
    } finally {
      following.unlock();
    }
  }

  /** Tells the index's listeners of every resource of a kind that is there. */
  void introduce(Kind kind) {
    String after = "";
    while (after != null && !closed) {
      following.lock();
      try {
        after = index.introduce(kind, after, INTRODUCED_AT_ONCE);
      } finally {
        following.unlock();
      }
    }
  }

  /** Waits for the end that the closing of the store has brought about, then ends every watch. */
  void close() {
    closed = true;
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
