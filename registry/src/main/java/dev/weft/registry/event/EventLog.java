package dev.weft.registry.event;

import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last {@value #KEPT} events of the mesh, in the order in which they were told. Safe for use by
 * any thread.
 *
 * <p>Whoever tells something never waits for the disk: up to {@value #WAITING} events wait to be
 * written. What does not fit, or what a full disk refuses, stays in memory alone; an event says how
 * many were lost to the file.
 */
public final class EventLog implements EventSink, AutoCloseable {
  /** How many are kept. */
  public static final int KEPT = 10_000;

  private static final System.Logger LOG = System.getLogger(EventLog.class.getName());
  private static final int WAITING = 4_096;
  private static final int MOST_CHARS = 1_024;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final EventFiles files;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Condition toWrite = lock.newCondition();
  private final Thread writer = Thread.ofVirtual().name("weft-events").unstarted(this::run);
  private final Map<Severity, Long> told = new EnumMap<>(Severity.class);

  // Under the lock.
  private final Deque<RecordedEvent> ring = new ArrayDeque<>();
  private List<RecordedEvent> waiting = new ArrayList<>();
  private long last;
  private long unwritten;
  private long unsaid;
  private boolean loaded;
  private boolean closed;

  /**
   * @param newest the number of the last that the files hold; -1 where they cannot be read
   */
  private EventLog(EventFiles files, long newest, Clock clock) {
    this.files = files;
    this.clock = clock;
    last = Math.max(0, newest);
    loaded = newest < 0;
  }

  /**
   * Goes on from what a folder holds, which is read beside: who asks for it meanwhile waits. Where
   * it cannot be read the log begins anew and says so.
   *
   * @param folder has to be there
   */
  public static EventLog open(Path folder, Clock clock) {
    var files = new EventFiles(folder, KEPT);
    long newest = -1;
    try {
      newest = files.newest();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the events of before cannot be read", e);
    }
    var log = new EventLog(files, newest, clock);
    log.writer.start();
    return log;
  }

  @Override
  public void tell(MeshEvent event) {
    MeshEvent bounded = bounded(event);
    lock.lock();
    try {
      if (closed) {
        return;
      }
      var recorded = new RecordedEvent(++last, bounded);
      if (ring.size() == KEPT) {
        ring.removeFirst();
      }
      ring.addLast(recorded);
      told.merge(bounded.severity(), 1L, Long::sum);
      if (waiting.size() < WAITING) {
        waiting.add(recorded);
        toWrite.signal();
      } else {
        lost(1);
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What agents send may be of any length. */
  private static MeshEvent bounded(MeshEvent event) {
    String message = event.message();
    return message.length() <= MOST_CHARS
        ? event
        : new MeshEvent(
            event.at(),
            event.severity(),
            event.reason(),
            event.service(),
            event.routee(),
            event.source(),
            message.substring(0, MOST_CHARS - 1) + "…");
  }

  private void run() {
    if (!isLoaded()) {
      load();
    }
    List<RecordedEvent> batch = next();
    while (!batch.isEmpty()) {
      write(batch);
      batch = next();
    }
  }

  /** Puts what the files hold before what has been told since. */
  private void load() {
    Deque<RecordedEvent> known = new ArrayDeque<>();
    try {
      known = files.read(KEPT);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the events of before cannot be read", e);
    }
    lock.lock();
    try {
      while (!known.isEmpty() && ring.size() < KEPT) {
        ring.addFirst(known.removeLast());
      }
      loaded = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isLoaded() {
    lock.lock();
    try {
      return loaded;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void awaitLoaded() {
    while (!loaded && !closed) {
      news.awaitUninterruptibly();
    }
  }

  /** Waits; empty when the log is closed and all is written. */
  private List<RecordedEvent> next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        toWrite.awaitUninterruptibly();
      }
      List<RecordedEvent> batch = waiting;
      waiting = new ArrayList<>();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<RecordedEvent> batch) {
    try {
      files.append(batch);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "events are not written: {0}", e.getMessage());
      lock.lock();
      try {
        lost(batch.size());
      } finally {
        lock.unlock();
      }
      return;
    }
    long lost;
    lock.lock();
    try {
      lost = unsaid;
      unsaid = 0;
    } finally {
      lock.unlock();
    }
    if (lost > 0) {
      tell(
          new MeshEvent(
              clock.wall(),
              Severity.WARNING,
              "EventsNotWritten",
              null,
              null,
              "registry",
              lost
                  + " events could not be written to the data folder and are kept in memory alone;"
                  + " writing works again"));
    }
  }

  private void lost(int count) {
    unwritten += count;
    unsaid += count;
  }

  /** All that are kept, oldest first. */
  public List<RecordedEvent> all() {
    lock.lock();
    try {
      awaitLoaded();
      return List.copyOf(ring);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for events behind one.
   *
   * @param number of the last that the caller knows
   * @param most how long to wait
   * @return those that came, oldest first; empty if none did or the log was closed
   */
  public List<RecordedEvent> after(long number, Duration most) throws InterruptedException {
    long nanos = most.toNanos();
    lock.lock();
    try {
      awaitLoaded();
      while (last <= number && nanos > 0 && !closed) {
        nanos = news.awaitNanos(nanos);
      }
      return behind(number);
    } finally {
      lock.unlock();
    }
  }

  /** Found from the newest on: whoever tells something waits for each watch that looks. */
  private List<RecordedEvent> behind(long number) {
    var found = new ArrayDeque<RecordedEvent>();
    Iterator<RecordedEvent> newest = ring.descendingIterator();
    while (newest.hasNext()) {
      RecordedEvent recorded = newest.next();
      if (recorded.number() <= number) {
        break;
      }
      found.addFirst(recorded);
    }
    return List.copyOf(found);
  }

  /**
   * Those that are kept and were told at a time or later, the newest first. Agents have clocks of
   * their own, so that an older one may stand before a newer one.
   */
  public List<RecordedEvent> since(Instant time) {
    var found = new ArrayList<RecordedEvent>();
    lock.lock();
    try {
      awaitLoaded();
      Iterator<RecordedEvent> newest = ring.descendingIterator();
      while (newest.hasNext()) {
        RecordedEvent recorded = newest.next();
        if (!recorded.event().at().isBefore(time)) {
          found.add(recorded);
        }
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  /** Whether all events behind this one are still kept, and it was told at all. */
  public boolean knows(long number) {
    lock.lock();
    try {
      awaitLoaded();
      long oldest = ring.isEmpty() ? last + 1 : ring.getFirst().number();
      return number <= last && number >= oldest - 1;
    } finally {
      lock.unlock();
    }
  }

  /** The number of the newest; 0 if there is none. */
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** How many of a severity were told since the start. */
  public long told(Severity severity) {
    lock.lock();
    try {
      return told.getOrDefault(severity, 0L);
    } finally {
      lock.unlock();
    }
  }

  /** How many were lost to the file since the start. */
  public long unwritten() {
    lock.lock();
    try {
      return unwritten;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, for two seconds at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      toWrite.signalAll();
      news.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      boolean _ = writer.join(LAST_WORDS);
      files.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the file of events did not close", e);
    }
  }
}
