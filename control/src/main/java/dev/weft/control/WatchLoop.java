package dev.weft.control;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The watches of one event loop. One task serves them all; it is set when something has happened
 * and is not set already. The longer it takes, the longer it rests before it is set again, so that
 * under load several events leave in one write to each client: what a delivery costs is the write.
 * All but {@link #wake} belongs to the loop.
 */
final class WatchLoop {
  private static final System.Logger LOG = System.getLogger(WatchLoop.class.getName());

  /** Rests are so many times as long as the work before them, up to {@link #MOST_REST_NANOS}. */
  private static final int REST_TO_WORK = 10;

  private static final long MOST_REST_NANOS = Duration.ofMillis(20).toNanos();

  /** A shorter rest is not worth a timer. */
  private static final long LEAST_REST_NANOS = Duration.ofMillis(1).toNanos();

  private final Executor loop;
  private final WatchStreams streams;
  private final Set<OpenWatch> open = new LinkedHashSet<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private volatile long restedNanos; // when the rest is over

  WatchLoop(Executor loop, WatchStreams streams) {
    this.loop = loop;
    this.streams = streams;
    restedNanos = streams.nowNanos();
  }

  /** From any thread: there is something new. */
  void wake() {
    if (awake.compareAndSet(false, true)) {
      long restNanos = restedNanos - streams.nowNanos();
      if (restNanos < LEAST_REST_NANOS) {
        execute(this::drain);
      } else {
        streams.later(Duration.ofNanos(restNanos), () -> execute(this::drain));
      }
    }
  }

  private void goOn() {
    if (awake.compareAndSet(false, true)) {
      execute(this::drain);
    }
  }

  /** From any thread. */
  void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "the server is closed", e);
    }
  }

  void join(OpenWatch watch) {
    open.add(watch);
  }

  void leave(OpenWatch watch) {
    open.remove(watch);
  }

  /** Serves one watch out of turn. */
  void advance(OpenWatch watch, long nowNanos) {
    if (watch.advance(nowNanos)) {
      goOn();
    }
  }

  private void drain() {
    awake.set(false); // before looking: what comes from here on sets the task anew
    long nowNanos = streams.nowNanos();
    for (OpenWatch watch : List.copyOf(open)) {
      advance(watch, nowNanos);
    }
    long endNanos = streams.nowNanos();
    restedNanos = endNanos + Math.min(MOST_REST_NANOS, REST_TO_WORK * (endNanos - nowNanos));
  }

  void tick() {
    long nowNanos = streams.nowNanos();
    List.copyOf(open).forEach(watch -> watch.tick(nowNanos));
  }

  void endAll() {
    List.copyOf(open).forEach(OpenWatch::end);
  }
}
