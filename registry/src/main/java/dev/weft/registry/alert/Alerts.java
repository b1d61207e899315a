package dev.weft.registry.alert;

import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.model.time.Clock;
import dev.weft.registry.event.EventLog;
import dev.weft.registry.observe.Observations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the mesh once a second and keeps what fires. What begins and ends is an event too. Safe
 * for use by any thread.
 */
public final class Alerts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Alerts.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int KEPT_CHANGES = 1_000;
  private static final String SOURCE = "alerts";

  private final Lookout lookout;
  private final EventLog events;
  private final Clock clock;
  private final List<AlertSink> sinks = new CopyOnWriteArrayList<>();
  private final Symptoms symptoms = new Symptoms();
  private final AlertBook book;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  // Under the lock.
  private final Deque<Alert> changes = new ArrayDeque<>();
  private List<Alert> firing = List.of();
  private long last;
  private long forgotten;
  private boolean closed;
  private Clock.@Nullable Timer timer;

  public Alerts(AlertSources sources, Observations observations, EventLog events, Clock clock) {
    this.lookout = new Lookout(sources, observations, events, clock);
    this.events = events;
    this.clock = clock;
    long first = clock.wall().toEpochMilli(); // above all that was given before a restart
    last = first;
    forgotten = first;
    book = new AlertBook(first);
    sinks.add(new LogSink());
  }

  /** Begins to look; a second call does nothing. */
  public void start() {
    lock.lock();
    try {
      if (timer == null && !closed) {
        timer = clock.every(PERIOD, this::look);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends to one more; it is closed with this. It hears at once of what fires already. */
  public void addSink(AlertSink sink) {
    sinks.add(sink);
    List<Alert> already = firing();
    if (!already.isEmpty()) {
      sink.changed(already);
    }
  }

  private void look() {
    try {
      Scene scene = lookout.look();
      List<Alert> changed = book.look(symptoms.of(scene), clock.nanos(), clock.wall());
      publish(changed, book.firing());
      changed.forEach(this::tell);
      if (!changed.isEmpty()) {
        sinks.forEach(sink -> sink.changed(changed));
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "alerts cannot be evaluated; the next second retries", e);
    }
  }

  private void publish(List<Alert> changed, List<Alert> nowFiring) {
    lock.lock();
    try {
      firing = nowFiring;
      for (Alert alert : changed) {
        changes.addLast(alert);
        if (changes.size() > KEPT_CHANGES) {
          forgotten = changes.removeFirst().number();
        }
      }
      last = book.number();
      if (!changed.isEmpty()) {
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell(Alert alert) {
    Rule rule = alert.rule();
    events.tell(
        new MeshEvent(
            clock.wall(),
            alert.firing() ? rule.severity() : Severity.INFO,
            rule.title() + (alert.firing() ? "" : "Over"),
            alert.service(),
            alert.routee(),
            SOURCE,
            alert.firing()
                ? alert.message() + "; " + rule.done()
                : "it is over, after "
                    + Duration.between(alert.startsAt(), clock.wall()).toSeconds()
                    + " s: "
                    + alert.message()));
  }

  /** Those that fire now, in the order in which they began to. */
  public List<Alert> firing() {
    lock.lock();
    try {
      return firing;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for changes behind one.
   *
   * @param number of the last that the caller knows
   * @param most how long to wait
   * @return what began or ended since, in order; empty if nothing did or this was closed
   */
  public List<Alert> after(long number, Duration most) throws InterruptedException {
    long nanos = most.toNanos();
    lock.lock();
    try {
      while (last <= number && nanos > 0 && !closed) {
        nanos = news.awaitNanos(nanos);
      }
      return changes.stream().filter(alert -> alert.number() > number).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Whether all changes behind this one are known. */
  public boolean knows(long number) {
    lock.lock();
    try {
      return number >= forgotten && number <= last;
    } finally {
      lock.unlock();
    }
  }

  /** The number of the newest change. */
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (timer != null) {
        timer.cancel();
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
    sinks.forEach(AlertSink::close);
  }
}
