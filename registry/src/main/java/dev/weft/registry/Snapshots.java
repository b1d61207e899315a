package dev.weft.registry;

import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Publishes the mesh. Events mark what they touch on the catalog's thread; one virtual thread,
 * {@code weft-snapshots}, builds a snapshot of all that has come together and calls the readers, so
 * a burst of changes costs few snapshots and a slow reader delays no write.
 */
final class Snapshots implements SnapshotSource, IndexListener {
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final MeshView view = new MeshView();
  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofVirtual().name("weft-snapshots").unstarted(this::run);
  private volatile Snapshot current = Snapshot.EMPTY;
  private long revision;
  private boolean closed;

  @Override
  public void on(Event event) {
    lock.lock();
    try {
      view.apply(event);
      revision = Math.max(revision, event.revision());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Publishes what has been loaded, at the store's revision, and starts the thread. */
  void start(long loadedRevision) {
    lock.lock();
    try {
      revision = Math.max(revision, loadedRevision);
      current = view.snapshot(revision);
    } finally {
      lock.unlock();
    }
    thread.start();
  }

  private void run() {
    while (awaitNewer()) {
      Snapshot snapshot = current;
      readers.forEach(reader -> reader.take(snapshot));
    }
  }

  private boolean awaitNewer() {
    lock.lock();
    try {
      while (!closed && revision <= current.revision()) {
        changed.awaitUninterruptibly();
      }
      if (!closed) {
        current = view.snapshot(revision);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Snapshot current() {
    return current;
  }

  @Override
  public Subscription subscribe(Consumer<Snapshot> reader) {
    var added = new Reader(reader);
    readers.add(added);
    added.take(current);
    return () -> {
      added.left = true;
      readers.remove(added);
    };
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sees to it that one reader is called once at a time, with ever newer snapshots. */
  private static final class Reader {
    private final ReentrantLock calling = new ReentrantLock();
    private final Consumer<Snapshot> reader;
    private volatile boolean left;
    private long seen = -1;

    Reader(Consumer<Snapshot> reader) {
      this.reader = reader;
    }

    void take(Snapshot snapshot) {
      calling.lock();
      try {
        if (!left && snapshot.revision() > seen) {
          seen = snapshot.revision();
          reader.accept(snapshot);
        }
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a reader of snapshots failed; it gets the next one", e);
      } finally {
        calling.unlock();
      }
    }
  }
}
