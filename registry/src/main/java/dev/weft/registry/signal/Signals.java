package dev.weft.registry.signal;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Joins what all agents report of who calls whom. Safe for use by any thread; {@link #take} never
 * waits for the disk.
 */
public final class Signals implements AutoCloseable {
  /** The longest window of a table. */
  public static final int MOST_TABLE_SECONDS = 60;

  /** The longest window of a series. */
  public static final int MOST_SERIES_SECONDS = 86_400;

  private static final System.Logger LOG = System.getLogger(Signals.class.getName());
  private static final int FINE_SECONDS = 120;
  private static final int MIDDLE_SECONDS = 900;
  private static final int MOST_AGENTS = 10_000;
  private static final long SILENT_SECONDS = 10;
  private static final long FILE_BYTES = 8L << 20;

  private final Clock clock;
  private final MinuteFiles files;
  private final Clock.Timer timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock filesLock = new ReentrantLock();
  private final Condition turned = lock.newCondition();

  // Under the lock.
  private final Seconds seconds;
  private final RecentSeconds recent = new RecentSeconds();
  private final SeriesBook book = new SeriesBook();
  private final Map<String, Long> agents = new HashMap<>();
  private final Map<Integer, SignalTable> tables = new HashMap<>();
  private long turn;
  private boolean closed;

  // By the timer's thread alone.
  private boolean unwritten;
  private boolean fullSaid;

  private Signals(Path folder, Clock clock) {
    this.clock = clock;
    files = new MinuteFiles(folder, FILE_BYTES);
    seconds = new Seconds(clock);
    turn = seconds.reported();
    timer = clock.every(Duration.ofMillis(500), this::turn);
  }

  /**
   * Starts; the minutes of before are read when they are asked for.
   *
   * @param folder has to be there
   */
  public static Signals open(Path folder, Clock clock) {
    return new Signals(folder, clock);
  }

  /** Takes what an agent saw in the second that has just ended. */
  public void take(String agent, List<EdgeSignal> seen) {
    List<EdgeSecond> small = seen.stream().map(EdgeSecond::of).toList();
    lock.lock();
    try {
      // What the last turn has closed stays closed.
      long second = Math.max(seconds.reported(), turn);
      if (agents.size() < MOST_AGENTS || agents.containsKey(agent)) {
        agents.put(agent, second);
      }
      for (EdgeSecond one : small) {
        recent.add(one, second);
        book.add(one, second);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Looks whether a second is over; writes the minutes that are. */
  private void turn() {
    List<SeriesBook.Named> minutes;
    boolean full = false;
    lock.lock();
    try {
      long second = seconds.reported();
      if (second <= turn) {
        return;
      }
      turn = second;
      minutes = book.advance(second);
      full = book.isFull();
      agents.values().removeIf(last -> second - last > SILENT_SECONDS);
      tables.clear();
      turned.signalAll();
    } finally {
      lock.unlock();
    }
    if (full && !fullSaid) {
      fullSaid = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "there are more services, routees and callers than the {0} of which signals over time"
              + " are kept: those that were called first have them",
          SeriesBook.MOST);
    }
    if (!minutes.isEmpty()) {
      write(minutes);
    }
  }

  private void write(List<SeriesBook.Named> minutes) {
    filesLock.lock();
    try {
      files.append(minutes);
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) { // once, not every minute that the disk is full
        LOG.log(System.Logger.Level.WARNING, "signals are not written: {0}", e.getMessage());
      }
      unwritten = true;
    } finally {
      filesLock.unlock();
    }
  }

  /**
   * How calls went in the last seconds that are over.
   *
   * @param window 1 to {@value #MOST_TABLE_SECONDS} seconds
   */
  public SignalTable table(int window) {
    lock.lock();
    try {
      return tables.computeIfAbsent(window, this::make);
    } finally {
      lock.unlock();
    }
  }

  private SignalTable make(int window) {
    return new SignalTable(
        turn,
        clock.wall(),
        window,
        recent.before(turn, window),
        agents.size(),
        recent.leftBefore(turn, window));
  }

  /**
   * Waits for a second behind a table's.
   *
   * @param number of the table that the caller knows
   * @return false if none came in time or this was closed
   */
  public boolean awaitAfter(long number, Duration most) throws InterruptedException {
    long nanos = most.toNanos();
    lock.lock();
    try {
      while (turn <= number && nanos > 0 && !closed) {
        nanos = turned.awaitNanos(nanos);
      }
      return turn > number && !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A service over time; of long windows the hours before are read from disk.
   *
   * @param window 60 to {@value #MOST_SERIES_SECONDS} seconds
   * @throws IOException if the files cannot be read
   */
  public SignalSeries series(ServiceName service, int window) throws IOException {
    int step = window <= FINE_SECONDS ? 1 : window <= MIDDLE_SECONDS ? 5 : SeriesBook.MINUTE;
    long to = 0;
    @Nullable Map<SeriesName, List<Point>> found = null;
    lock.lock();
    try {
      to = turn / step * step;
      if (step < SeriesBook.MINUTE) {
        found = book.since(service, step, to - window);
      }
    } finally {
      lock.unlock();
    }
    if (found == null) {
      filesLock.lock();
      try {
        found = files.since(service, to - window);
      } finally {
        filesLock.unlock();
      }
    }
    int steps = window / step;
    return new SignalSeries(
        service,
        to - (long) steps * step,
        steps,
        step,
        sorted(found.getOrDefault(new SeriesName(service, SeriesName.Of.SERVICE, ""), List.of())),
        named(found, SeriesName.Of.ROUTEE),
        named(found, SeriesName.Of.CALLER));
  }

  private static SortedMap<String, List<Point>> named(
      Map<SeriesName, List<Point>> found, SeriesName.Of of) {
    var named = new TreeMap<String, List<Point>>();
    found.forEach((name, points) -> {
      if (name.of() == of && !points.isEmpty()) {
        named.put(name.name(), sorted(points));
      }
    });
    return named;
  }

  private static List<Point> sorted(List<Point> points) {
    var sorted = new ArrayList<>(points);
    sorted.sort(Comparator.comparingLong(Point::second));
    return sorted;
  }

  @Override
  public void close() {
    timer.cancel();
    lock.lock();
    try {
      closed = true;
      turned.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
