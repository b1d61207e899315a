package dev.weft.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's newest events, in a ring that is bounded in number and in bytes, read by any number
 * of cursors. A reader costs a number, not a queue: one that is too slow finds its place
 * overwritten and is told so.
 *
 * <p>One thread at a time appends, under the {@link Index}'s lock. Readers take no lock unless they
 * wait: a place is written before {@code next} makes it known, and what stands there says which
 * place it is, so that a reader notices when it was overtaken.
 */
final class History implements AutoCloseable {
  private record Item(long place, Event event) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AtomicReferenceArray<@Nullable Item> ring;
  private final long maxBytes;
  private long bytes;
  private long oldest; // places count on for ever; the ring holds those from oldest to next - 1
  private volatile long next;
  private volatile long forgotten; // events up to this revision are gone
  private volatile long revision;
  private volatile boolean closed;

  /**
   * @param maxEvents kept, at least 1
   * @param maxBytes of their documents; the newest event is kept whatever its size
   */
  History(int maxEvents, long maxBytes) {
    this.ring = new AtomicReferenceArray<>(maxEvents);
    this.maxBytes = maxBytes;
  }

  /** The newest revision. */
  long revision() {
    return revision;
  }

  /**
   * Adds events with ever higher revisions and moves on to a revision, at least that of the last;
   * wakes whoever waits.
   */
  void append(List<Event> events, long newRevision) {
    for (Event event : events) {
      long place = next;
      if (place - oldest == ring.length()) {
        forgetOldest();
      }
      ring.set(slot(place), new Item(place, event));
      bytes += event.heldBytes();
      next = place + 1;
      while (bytes > maxBytes && oldest < place) {
        forgetOldest();
      }
    }
    revision = newRevision;
    wake();
  }

  private void forgetOldest() {
    Item item = ring.getAndSet(slot(oldest), null);
    oldest++;
    if (item != null) {
      forgotten = item.event.revision();
      bytes -= item.event.heldBytes();
    }
  }

  /** Moves on to a revision without knowing the events up to it: every cursor has missed some. */
  void restart(long newRevision) {
    while (oldest < next) {
      forgetOldest();
    }
    oldest = next + 1; // leaves a hole, so that a cursor that was up to date notices
    next = oldest;
    forgotten = newRevision;
    revision = newRevision;
    wake();
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, deaf to interrupts, until the history has come to a revision. */
  void await(long wanted) {
    if (revision >= wanted) {
      return;
    }
    lock.lock();
    try {
      while (revision < wanted) {
        refuseIfClosed();
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A reader of the events after a revision. Under the index's lock.
   *
   * @throws CatalogException.RevisionGone if they are forgotten, or if the revision lies ahead
   * @throws IllegalStateException if the history is closed
   */
  Cursor after(long afterRevision) {
    refuseIfClosed();
    if (afterRevision < forgotten || afterRevision > revision) {
      throw gone(afterRevision);
    }
    return new Cursor(firstAfter(afterRevision), afterRevision);
  }

  private CatalogException.RevisionGone gone(long afterRevision) {
    return new CatalogException.RevisionGone(
        "changes after revision "
            + afterRevision
            + " are not known; known are those after "
            + forgotten
            + " up to "
            + revision);
  }

  private long firstAfter(long afterRevision) {
    long low = oldest;
    long high = next;
    while (low < high) {
      long middle = (low + high) >>> 1;
      Item item = ring.get(slot(middle));
      if (item == null || item.event.revision() <= afterRevision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int slot(long place) {
    return (int) (place % ring.length());
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new IllegalStateException("the registry is closed");
    }
  }

  /** Ends every wait with an {@link IllegalStateException}. */
  @Override
  public void close() {
    closed = true;
    wake();
  }

  /** One reader's place. One thread reads; any thread may close. */
  final class Cursor implements AutoCloseable {
    private long place;
    private long seen;
    private volatile boolean ended;

    private Cursor(long place, long seen) {
      this.place = place;
      this.seen = seen;
    }

    /**
     * The next event whose document is wanted.
     *
     * @param timeout with none, this never blocks
     * @return null if none came in time
     * @throws CatalogException.RevisionGone if this reader was too slow
     * @throws IllegalStateException once the cursor or the history is closed
     */
    @Nullable Event next(Predicate<Document> wanted, Duration timeout) throws InterruptedException {
      Event event = nextKnown(wanted);
      long left = timeout.toNanos();
      if (event != null || left <= 0) {
        return event;
      }
      lock.lockInterruptibly();
      try {
        while (true) {
          event = nextKnown(wanted);
          if (event != null || left <= 0) {
            return event;
          }
          left = changed.awaitNanos(left);
        }
      } finally {
        lock.unlock();
      }
    }

    private @Nullable Event nextKnown(Predicate<Document> wanted) {
      while (true) {
        if (ended) {
          throw new IllegalStateException("the watch is closed");
        }
        if (place >= next) {
          refuseIfClosed();
          return null;
        }
        Item item = ring.get(slot(place));
        if (item == null || item.place != place) {
          throw gone(seen);
        }
        place++;
        seen = item.event.revision();
        if (wanted.test(item.event.document())) {
          return item.event;
        }
      }
    }

    @Override
    public void close() {
      ended = true;
      wake();
    }
  }
}
