package dev.weft.registry.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest changes of a store, in a ring that is bounded in number and in the bytes of their
 * values; read by any number of cursors. A reader costs a number, not a queue: one that is too slow
 * finds its place overwritten and is told so.
 *
 * <p>Safe for use by any thread; appending never waits for a reader.
 */
final class Journal implements AutoCloseable {
  private static final long MAX_BYTES = 64L << 20;

  private record Item(long revision, StoreChange event) {
    long bytes() {
      return event instanceof StoreChange.Put(Store.Entry entry) ? entry.value().length : 0;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<@Nullable Item> ring;
  private long oldest; // places count on for ever; the ring holds those from oldest to next - 1
  private long next;
  private long bytes;
  private long forgotten; // events up to this revision are gone
  private long revision;
  private boolean closed;

  /**
   * @param capacity events kept, at least 1
   * @param revision nothing up to this one is known
   */
  Journal(int capacity, long revision) {
    this.ring = new ArrayList<>(Collections.nCopies(capacity, null));
    this.forgotten = revision;
    this.revision = revision;
  }

  /** The newest revision. */
  long revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  /** Adds an event with a revision above every earlier one. */
  void append(long newRevision, StoreChange event) {
    lock.lock();
    try {
      if (newRevision <= revision) {
        throw new IllegalArgumentException(
            "revision " + newRevision + " after revision " + revision);
      }
      if (next - oldest == ring.size()) {
        forgetOldest();
      }
      var item = new Item(newRevision, event);
      ring.set(slot(next), item);
      next++;
      bytes += item.bytes();
      while (bytes > MAX_BYTES && oldest < next - 1) {
        forgetOldest();
      }
      revision = newRevision;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void forgetOldest() {
    Item item = itemAt(oldest);
    ring.set(slot(oldest), null);
    oldest++;
    forgotten = item.revision;
    bytes -= item.bytes();
  }

  /**
   * A reader of the events after a revision.
   *
   * @throws CompactedException if they are forgotten, or if the revision lies ahead
   * @throws IllegalStateException if the journal is closed
   */
  Cursor after(long afterRevision) {
    lock.lock();
    try {
      refuseIfClosed();
      if (afterRevision < forgotten || afterRevision > revision) {
        throw new CompactedException(afterRevision, forgotten, revision);
      }
      return new Cursor(firstAfter(afterRevision), afterRevision);
    } finally {
      lock.unlock();
    }
  }

  private long firstAfter(long afterRevision) {
    long low = oldest;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (itemAt(middle).revision <= afterRevision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Item itemAt(long place) {
    Item item = ring.get(slot(place));
    if (item == null) {
      throw new IllegalStateException("no event at place " + place);
    }
    return item;
  }

  private int slot(long place) {
    return (int) (place % ring.size());
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("the registry is closed");
    }
  }

  /** Ends every wait with an {@link IllegalStateException}. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One reader's place. One thread reads; any thread may close. */
  final class Cursor implements AutoCloseable {
    private long place;
    private long seen;
    private boolean ended;

    private Cursor(long place, long seen) {
      this.place = place;
      this.seen = seen;
    }

    /**
     * Waits for the next event that is wanted.
     *
     * @return null if none came in time
     * @throws CompactedException if this reader was too slow
     * @throws IllegalStateException once the cursor or the journal is closed
     */
    @Nullable StoreChange next(Predicate<? super StoreChange> wanted, Duration timeout)
        throws InterruptedException {
      long left = timeout.toNanos();
      lock.lockInterruptibly();
      try {
        while (true) {
          if (ended) {
            throw new IllegalStateException("the watch is closed");
          }
          if (place < oldest) {
            throw new CompactedException(seen, forgotten, revision);
          }
          while (place < next) {
            Item item = itemAt(place++);
            seen = item.revision;
            if (wanted.test(item.event)) {
              return item.event;
            }
          }
          refuseIfClosed();
          if (left <= 0) {
            return null;
          }
          left = changed.awaitNanos(left);
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
