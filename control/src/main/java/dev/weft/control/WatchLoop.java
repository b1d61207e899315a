package dev.weft.control;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The watches of one event loop. One task serves them all; it is set when something has happened
 * and is not set already. All but {@link #wake} belongs to the loop.
 */
final class WatchLoop {
  private static final System.Logger LOG = System.getLogger(WatchLoop.class.getName());

  private final Executor loop;
  private final WatchStreams streams;
  private final Set<OpenWatch> open = new LinkedHashSet<>();
  private final AtomicBoolean awake = new AtomicBoolean();

  WatchLoop(Executor loop, WatchStreams streams) {
    this.loop = loop;
    this.streams = streams;
  }

  /** From any thread: there is something new. */
  void wake() {
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
      wake();
    }
  }

  private void drain() {
    awake.set(false); // before looking: what comes from here on sets the task anew
    long nowNanos = streams.nowNanos();
    for (OpenWatch watch : List.copyOf(open)) {
      advance(watch, nowNanos);
    }
  }

  void tick() {
    long nowNanos = streams.nowNanos();
    List.copyOf(open).forEach(watch -> watch.tick(nowNanos));
  }

  void endAll() {
    List.copyOf(open).forEach(OpenWatch::end);
  }
}
