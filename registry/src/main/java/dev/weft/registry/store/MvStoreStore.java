package dev.weft.registry.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store in one file.
 *
 * <p>Writers queue up for one thread, which applies all that wait, commits them together, forces
 * the file to the disk once and then answers them all: a crowd of writers costs one fsync. It is a
 * thread of its own because an interrupt of a thread that writes would close the file under
 * everyone.
 *
 * <p>After a failed write (a full disk, say) the waiting writers get a {@link StoreException} and
 * the file is opened anew with the next write, at its last durable state.
 */
public final class MvStoreStore implements Store {
  private static final System.Logger LOG = System.getLogger(MvStoreStore.class.getName());
  private static final int HISTORY = 16_384;

  private record Write(
      String key,
      Versioned value,
      boolean delete,
      long expected,
      CompletableFuture<Outcome> done) {}

  private static final Versioned NOTHING = new Versioned(0, new byte[0]);
  private static final Write STOP = new Write("", NOTHING, true, ANY, new CompletableFuture<>());

  private final Path directory;
  private final BlockingQueue<Write> waiting = new LinkedBlockingQueue<>();
  private final ReentrantLock contents = new ReentrantLock(); // held from applying to committing
  private final Journal<StoreChange> journal;
  private final Thread committer;
  private @Nullable StoreFile file; // null after a failed write or when closed
  private boolean closed;

  private MvStoreStore(Path directory, StoreFile file) {
    this.directory = directory;
    this.file = file;
    this.journal = new Journal<>(HISTORY, file.revision());
    this.committer = Thread.ofPlatform().name("weft-store").daemon().unstarted(this::commitAll);
  }

  /**
   * Opens the store of a data directory, which is made if it is not there.
   *
   * @throws StoreException if the directory is in use by another process, cannot be written, or its
   *     file is damaged
   */
  public static MvStoreStore open(Path directory) {
    var store = new MvStoreStore(directory, StoreFile.open(directory));
    store.committer.start();
    LOG.log(
        System.Logger.Level.DEBUG, "opened {0} at revision {1}", directory, "" + store.revision());
    return store;
  }

  @Override
  public long revision() {
    return journal.revision();
  }

  @Override
  public @Nullable Entry get(String key) {
    contents.lock();
    try {
      return openFile().entry(key);
    } finally {
      contents.unlock();
    }
  }

  @Override
  public Range list(String prefix) {
    contents.lock();
    try {
      return openFile().range(prefix);
    } finally {
      contents.unlock();
    }
  }

  @Override
  public Outcome put(String key, byte[] value, long expectedModRevision) {
    return submit(new Versioned(0, value), key, false, expectedModRevision);
  }

  @Override
  public Outcome delete(String key, long expectedModRevision) {
    return submit(NOTHING, key, true, expectedModRevision);
  }

  private Outcome submit(Versioned value, String key, boolean delete, long expected) {
    var write = new Write(key, value, delete, expected, new CompletableFuture<>());
    waiting.add(write);
    if (!committer.isAlive()) {
      refuse(waiting); // closed before this write was queued: nobody else answers it
    }
    try {
      return write.done.join(); // deaf to interrupts: an unknown outcome would help nobody
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause
          ? new StoreException(String.valueOf(cause.getMessage()), cause)
          : e;
    }
  }

  @Override
  public StoreWatch watch(String prefix, long afterRevision) {
    Journal<StoreChange>.Cursor cursor = journal.after(afterRevision);
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

  private void commitAll() {
    var batch = new ArrayList<Write>();
    boolean stopped = false;
    while (!stopped) {
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        continue; // nobody has a reason to interrupt this thread
      }
      waiting.drainTo(batch);
      stopped = batch.remove(STOP);
      commit(batch);
      batch.clear();
    }
  }

  /** Answers every write of a batch, one way or the other. */
  private void commit(List<Write> batch) {
    if (batch.isEmpty()) {
      return;
    }
    var outcomes = new ArrayList<Outcome>();
    var changes = new ArrayList<StoreChange>();
    contents.lock();
    try {
      StoreFile target = openFile();
      for (Write write : batch) {
        outcomes.add(apply(write, target, changes));
      }
      if (!changes.isEmpty()) {
        target.commit();
      }
    } catch (RuntimeException e) {
      abandonFile();
      var failure =
          e instanceof StoreException known
              ? known
              : new StoreException("cannot write to the data directory " + directory, e);
      batch.forEach(write -> write.done.completeExceptionally(failure));
      return;
    } finally {
      contents.unlock();
    }
    changes.forEach(change -> journal.append(change.revision(), change));
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).done.complete(outcomes.get(i));
    }
  }

  private static Outcome apply(Write write, StoreFile target, List<StoreChange> changes) {
    Entry present = target.entry(write.key);
    long modRevision = present == null ? ABSENT : present.modRevision();
    long revision = target.revision();
    boolean mismatch = write.expected != ANY && write.expected != modRevision;
    if (mismatch || (write.delete && present == null)) {
      return new Outcome.Mismatch(modRevision, revision);
    }
    long next = revision + 1;
    if (write.delete) {
      target.remove(write.key, next);
      changes.add(new StoreChange.Delete(write.key, next));
    } else {
      target.put(write.key, write.value.value(), next);
      changes.add(new StoreChange.Put(new Entry(write.key, write.value.value(), next)));
    }
    return new Outcome.Done(next);
  }

  /** Under the lock: the file, opened anew if a write has failed before. */
  private StoreFile openFile() {
    StoreFile present = file;
    if (present != null) {
      return present;
    }
    if (closed) {
      throw new StoreException("the store in " + directory + " is closed");
    }
    StoreFile reopened = StoreFile.open(directory);
    file = reopened;
    journal.restart(reopened.revision()); // a write may have come through although it failed
    return reopened;
  }

  /** Under the lock. */
  private void abandonFile() {
    StoreFile broken = file;
    file = null;
    if (broken != null) {
      broken.abandon();
    }
  }

  private void refuse(BlockingQueue<Write> writes) {
    var failure = new StoreException("the store in " + directory + " is closed");
    for (Write write = writes.poll(); write != null; write = writes.poll()) {
      write.done.completeExceptionally(failure);
    }
  }

  /** Finishes the writes that wait and closes the file; a second call does nothing. */
  @Override
  public void close() {
    waiting.add(STOP);
    joinCommitter();
    refuse(waiting);
    contents.lock();
    try {
      closed = true;
      StoreFile last = file;
      file = null;
      if (last != null) {
        last.close();
      }
    } finally {
      contents.unlock();
      journal.close();
    }
  }

  private void joinCommitter() {
    boolean interrupted = false;
    while (committer.isAlive()) {
      try {
        committer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
