package dev.weft.registry.store;

import dev.weft.registry.store.Store.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes, {@code weft-store}: takes all writes that wait, appends them as one
 * batch, forces it to the disk once, lets everyone see them and answers them all. It is a platform
 * thread that nobody interrupts: an interrupt would close the file under everyone.
 */
final class Committer {
  private static final System.Logger LOG = System.getLogger(Committer.class.getName());
  private static final int BATCH_BYTES = 4 << 20;
  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final String place;
  private final Contents contents;
  private final Log log;
  private final Mark mark;
  private final Compaction compaction;
  private final Consumer<List<StoreChange>> publish;
  private final Thread thread =
      Thread.ofPlatform().name("weft-store").daemon().unstarted(this::run);

  private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean idle = new AtomicBoolean();
  private volatile boolean closing;
  private volatile boolean ended;

  private final List<Write> batch = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<StoreChange> changes = new ArrayList<>();
  private final Map<String, Long> changed = new HashMap<>(); // by this batch: to which revision
  private boolean failing;

  /**
   * @param contents read here, and changed by nobody but {@code publish}
   * @param publish makes changes seen once they are durable
   */
  Committer(
      String place,
      Contents contents,
      Log log,
      Mark mark,
      Compaction compaction,
      Consumer<List<StoreChange>> publish) {
    this.place = place;
    this.contents = contents;
    this.log = log;
    this.mark = mark;
    this.compaction = compaction;
    this.publish = publish;
  }

  void start() {
    thread.start();
  }

  /** Queues a write. It is answered whatever happens. Any thread. */
  void submit(Write write) {
    waiting.add(write);
    if (idle.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
    if (ended) {
      refuseAll();
    }
  }

  private void run() {
    try {
      while (true) {
        collect();
        if (batch.isEmpty()) {
          if (closing) {
            return;
          }
          awaitWork();
        } else {
          commit();
        }
      }
    } finally {
      ended = true;
      failBatch(closed());
      refuseAll();
      compaction.close();
      log.close();
      closeMark();
    }
  }

  private void collect() {
    int bytes = 0;
    while (bytes < BATCH_BYTES) {
      Write write = waiting.poll();
      if (write == null) {
        return;
      }
      batch.add(write);
      bytes += write.size();
    }
  }

  private void awaitWork() {
    idle.set(true);
    if (waiting.isEmpty() && !closing) {
      LockSupport.park(this);
    }
    idle.set(false);
  }

  /** Answers every write of the batch, one way or the other. */
  private void commit() {
    try {
      decide();
      if (!changes.isEmpty()) {
        log.append(contents.revision(), changes);
        mark.acknowledge(contents.revision() + changes.size());
        publish.accept(changes);
        worksAgain();
      }
    } catch (IOException | RuntimeException e) {
      failBatch(failure(e));
      clear();
      LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS); // or the eager would keep a core busy
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).complete(outcomes.get(i));
    }
    clear();
    compaction.consider(log, contents);
  }

  private void decide() {
    for (Write write : batch) {
      long present = modRevision(write.key());
      long revision = contents.revision() + changes.size();
      StoreChange change = write.changeOf(present, revision + 1);
      if (change == null) {
        outcomes.add(new Outcome.Mismatch(present, revision));
      } else {
        changes.add(change);
        changed.put(
            write.key(), change instanceof StoreChange.Delete ? Store.ABSENT : change.revision());
        outcomes.add(new Outcome.Done(change.revision()));
      }
    }
  }

  private long modRevision(String key) {
    Long inBatch = changed.get(key);
    if (inBatch != null) {
      return inBatch;
    }
    Store.@Nullable Entry entry = contents.get(key);
    return entry == null ? Store.ABSENT : entry.modRevision();
  }

  private StoreException failure(Exception e) {
    var failure =
        new StoreException(
            "cannot write to the data directory "
                + place
                + " ("
                + (e.getMessage() == null ? e : e.getMessage())
                + "): the write may be lost; what was acknowledged before is safe and can be read,"
                + " and writing works again as soon as the disk does",
            e);
    if (!failing) {
      LOG.log(System.Logger.Level.ERROR, failure.getMessage());
    }
    failing = true;
    return failure;
  }

  private void worksAgain() {
    if (failing) {
      LOG.log(System.Logger.Level.INFO, "writing to the data directory " + place + " works again");
    }
    failing = false;
  }

  private void failBatch(StoreException failure) {
    batch.forEach(write -> write.completeExceptionally(failure));
  }

  private void clear() {
    batch.clear();
    outcomes.clear();
    changes.clear();
    changed.clear();
  }

  private StoreException closed() {
    return new StoreException("the store in " + place + " is closed");
  }

  private void refuseAll() {
    for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
      write.completeExceptionally(closed());
    }
  }

  private void closeMark() {
    try {
      mark.close();
    } catch (IOException e) { // it is only an aid, and was written
      LOG.log(System.Logger.Level.DEBUG, "cannot close the mark", e);
    }
  }

  /** Finishes the writes that wait; a second call does nothing. */
  void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
