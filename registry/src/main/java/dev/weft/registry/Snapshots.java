package dev.weft.registry;

import dev.weft.model.mesh.MeshView;
import dev.weft.model.mesh.PublishedSnapshots;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.resource.InvalidResourceException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Publishes the mesh. Nothing is built before somebody asks: a registry without a broker beside it
 * keeps no typed mesh at all. From then on one virtual thread, {@code weft-snapshots}, reads the
 * index like any watch, builds a snapshot of all that has come together and calls the readers, so a
 * burst of changes costs few snapshots and a slow reader delays no write.
 */
final class Snapshots implements SnapshotSource {
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
  private static final Duration LONG_WAIT = Duration.ofMinutes(1);

  private final Index index;
  private final PublishedSnapshots published = new PublishedSnapshots();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch complete = new CountDownLatch(1);

  Snapshots(Index index) {
    this.index = index;
  }

  /** The newest snapshot. Only the first call waits, until the mesh has been read. */
  @Override
  public Snapshot current() {
    awaitComplete();
    return published.current();
  }

  /** As {@link SnapshotSource} says; the first call waits until the mesh has been read. */
  @Override
  public Subscription subscribe(Consumer<Snapshot> reader) {
    awaitComplete();
    return published.subscribe(reader);
  }

  private void awaitComplete() {
    if (asked.compareAndSet(false, true)) {
      Thread.ofVirtual().name("weft-snapshots").start(this::run);
    }
    boolean interrupted = false;
    while (complete.getCount() > 0) {
      try {
        complete.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        readAndFollow();
      }
    } catch (IllegalStateException | InterruptedException e) {
      LOG.log(System.Logger.Level.DEBUG, "no more snapshots: the registry is closed", e);
    } finally {
      complete.countDown();
    }
  }

  /** Returns when the changes came faster than it could follow: then it reads anew. */
  private void readAndFollow() throws InterruptedException {
    Index.Opening opening = index.open(null, null);
    var view = new MeshView();
    opening.present().forEach(document -> put(view, document));
    published.publish(view.snapshot(opening.revision()));
    complete.countDown();
    try (History.Cursor changes = opening.then()) {
      while (true) {
        Event event = changes.next(any -> true, LONG_WAIT);
        long revision = 0;
        while (event != null) {
          apply(view, event);
          revision = event.revision();
          event = changes.next(any -> true, Duration.ZERO);
        }
        if (revision > 0) {
          published.publish(view.snapshot(revision));
        }
      }
    } catch (CatalogException.RevisionGone e) {
      LOG.log(System.Logger.Level.INFO, "reading the mesh anew: " + e.getMessage());
    }
  }

  private static void apply(MeshView view, Event event) {
    Document document = event.document();
    if (event.type() == Event.Type.DELETED) {
      view.remove(document.kind(), document.namespace(), document.name());
    } else {
      put(view, document);
    }
  }

  private static void put(MeshView view, Document document) {
    if (!MeshView.covers(document.kind())) {
      return;
    }
    try {
      view.put(document.resource());
    } catch (InvalidResourceException e) {
      LOG.log(System.Logger.Level.ERROR, "left out of the mesh: " + e.getMessage());
      view.remove(document.kind(), document.namespace(), document.name());
    }
  }
}
