package dev.weft.registry;

import dev.weft.model.mesh.MeshView;
import dev.weft.model.mesh.PublishedSnapshots;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Publishes the mesh. Events mark what they touch on the catalog's thread; one virtual thread,
 * {@code weft-snapshots}, builds a snapshot of all that has come together and calls the readers, so
 * a burst of changes costs few snapshots and a slow reader delays no write.
 */
final class Snapshots implements SnapshotSource, IndexListener {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final MeshView view = new MeshView();
  private final PublishedSnapshots published = new PublishedSnapshots();
  private final Thread thread = Thread.ofVirtual().name("weft-snapshots").unstarted(this::run);
  private long revision;
  private boolean closed;

  @Override
  public void on(Event event) {
    lock.lock();
    try {
      apply(event);
      revision = Math.max(revision, event.revision());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void apply(Event event) {
    Document document = event.document();
    if (event.type() == Event.Type.DELETED) {
      view.remove(document.kind(), document.namespace(), document.name());
    } else if (MeshView.covers(document.kind())) {
      view.put(document.resource());
    }
  }

  /** Publishes what has been loaded, at the store's revision, and starts the thread. */
  void start(long loadedRevision) {
    lock.lock();
    try {
      revision = Math.max(revision, loadedRevision);
      published.replace(view.snapshot(revision));
    } finally {
      lock.unlock();
    }
    thread.start();
  }

  private void run() {
    while (awaitNewer()) {
      published.tellReaders();
    }
  }

  private boolean awaitNewer() {
    lock.lock();
    try {
      while (!closed && revision <= published.current().revision()) {
        changed.awaitUninterruptibly();
      }
      if (!closed) {
        published.replace(view.snapshot(revision));
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Snapshot current() {
    return published.current();
  }

  @Override
  public Subscription subscribe(Consumer<Snapshot> reader) {
    return published.subscribe(reader);
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
}
