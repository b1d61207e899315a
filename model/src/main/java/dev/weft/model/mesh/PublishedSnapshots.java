package dev.weft.model.mesh;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Hands snapshots to readers: each reader is called once at a time, always with a newer one, and
 * one that fails keeps nothing from the others.
 *
 * <p>One thread publishes; any thread reads and subscribes.
 */
public final class PublishedSnapshots implements SnapshotSource {
  private static final System.Logger LOG = System.getLogger(PublishedSnapshots.class.getName());

  /** The order of publication and not the revision: that one falls where a backup was restored. */
  private record Numbered(long number, Snapshot snapshot) {}

  private final List<Reader> readers = new CopyOnWriteArrayList<>();
  private volatile Numbered current = new Numbered(0, Snapshot.EMPTY);

  /** Makes this the current snapshot and calls every reader with it, on the calling thread. */
  public void publish(Snapshot snapshot) {
    replace(snapshot);
    tellReaders();
  }

  /** Makes this the current snapshot, which readers have not been called with yet. */
  public void replace(Snapshot snapshot) {
    current = new Numbered(current.number + 1, snapshot);
  }

  /** Calls every reader that has not seen the current snapshot. */
  public void tellReaders() {
    Numbered newest = current;
    readers.forEach(reader -> reader.take(newest));
  }

  @Override
  public Snapshot current() {
    return current.snapshot;
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

  private static final class Reader {
    private final ReentrantLock calling = new ReentrantLock();
    private final Consumer<Snapshot> reader;
    private volatile boolean left;
    private long seen = -1;

    Reader(Consumer<Snapshot> reader) {
      this.reader = reader;
    }

    void take(Numbered newest) {
      calling.lock();
      try {
        if (!left && newest.number > seen) {
          seen = newest.number;
          reader.accept(newest.snapshot);
        }
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a reader of snapshots failed; it gets the next one", e);
      } finally {
        calling.unlock();
      }
    }
  }
}
