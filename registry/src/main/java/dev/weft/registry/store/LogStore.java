package dev.weft.registry.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store in one folder: everything in memory, and a checksummed log on the disk that is read at
 * the start. A write that was acknowledged survives a kill and a loss of power.
 *
 * <p>Writers that wait share one force of the disk. After a failed write (a full disk, say) the
 * writers get a {@link StoreException}, reads go on, and the next write tries again in a new file.
 */
public final class LogStore implements Store {
  private static final System.Logger LOG = System.getLogger(LogStore.class.getName());
  private static final int HISTORY = 16_384;

  private final Disk disk;
  private final Contents contents;
  private final ReentrantLock lock = new ReentrantLock(); // of contents, together with the journal
  private final Journal journal;
  private final Committer committer;
  private volatile boolean closed;

  private LogStore(Disk disk, Limits limits) throws IOException {
    Recovery.Found found = Recovery.run(disk);
    this.disk = disk;
    this.contents = found.contents();
    this.journal = new Journal(HISTORY, contents.revision());
    var log = new Log(disk, found.end(), found.logBytes(), limits.allocateBytes());
    if (found.header() == null) {
      log.startNext(contents.revision());
    } else {
      log.reopen(found.header(), found.fileLength());
    }
    Mark mark = Mark.open(disk);
    mark.acknowledge(contents.revision());
    this.committer =
        new Committer(
            disk.path(""), contents, log, mark, new Compaction(disk, limits), this::publish);
  }

  /**
   * Opens the store of a data directory, which is made if it is not there.
   *
   * @throws StoreException if the directory is in use by another process, cannot be written, or a
   *     file in it is damaged; says which, where and what to do
   */
  public static LogStore open(Path directory) {
    return open(FolderDisk.open(directory), Limits.USUAL);
  }

  /**
   * @param disk closed with the store, or if that cannot be opened
   */
  static LogStore open(Disk disk, Limits limits) {
    try {
      var store = new LogStore(disk, limits);
      store.committer.start();
      LOG.log(
          System.Logger.Level.DEBUG,
          "opened {0} at revision {1}",
          disk.path(""),
          Long.toString(store.revision()));
      return store;
    } catch (IOException e) {
      close(disk);
      throw new StoreException("cannot use the data directory " + disk.path("") + ": " + e, e);
    } catch (RuntimeException e) {
      close(disk);
      throw e;
    }
  }

  @Override
  public long revision() {
    return journal.revision();
  }

  @Override
  public @Nullable Entry get(String key) {
    lock.lock();
    try {
      return contents.get(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Range list(String prefix) {
    lock.lock();
    try {
      return contents.range(prefix);
    } finally {
      lock.unlock();
    }
  }

  /** On the store's thread: what was written becomes seen. */
  private void publish(List<StoreChange> changes) {
    lock.lock();
    try {
      for (StoreChange change : changes) {
        contents.apply(change);
        journal.append(change.revision(), change);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Outcome put(String key, byte[] value, long expectedModRevision) {
    return await(putAsync(key, value, expectedModRevision));
  }

  @Override
  public CompletableFuture<Outcome> putAsync(String key, byte[] value, long expectedModRevision) {
    return submit(new Write(key, value, expectedModRevision));
  }

  @Override
  public Outcome delete(String key, long expectedModRevision) {
    return await(deleteAsync(key, expectedModRevision));
  }

  @Override
  public CompletableFuture<Outcome> deleteAsync(String key, long expectedModRevision) {
    return submit(new Write(key, null, expectedModRevision));
  }

  private CompletableFuture<Outcome> submit(Write write) {
    committer.submit(write);
    return write;
  }

  /** Deaf to interrupts: an unknown outcome would help nobody. */
  private static Outcome await(CompletableFuture<Outcome> write) {
    try {
      return write.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause
          ? new StoreException(String.valueOf(cause.getMessage()), cause)
          : e;
    }
  }

  @Override
  public StoreWatch watch(String prefix, long afterRevision) {
    Journal.Cursor cursor = journal.after(afterRevision);
    return new StoreWatch() {
      @Override
      public @Nullable StoreChange poll(Duration timeout) throws InterruptedException {
        return cursor.next(change -> change.key().startsWith(prefix), timeout);
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  /** Finishes the writes that wait and lets go of the directory; a second call does nothing. */
  @Override
  public void close() {
    committer.close();
    journal.close();
    if (!closed) {
      closed = true;
      close(disk);
    }
  }

  private static void close(Disk disk) {
    try {
      disk.close();
    } catch (IOException e) { // the lock goes with the process at the latest
      LOG.log(System.Logger.Level.WARNING, "cannot let go of " + disk.path(""), e);
    }
  }
}
