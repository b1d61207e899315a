package dev.weft.broker.lane;

import dev.weft.model.time.Clock;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one loop, all looked at every few milliseconds: with one number to compare each,
 * that costs less than a timer task per exchange. Ticks only while there is something to watch.
 */
public final class Deadlines {
  private static final System.Logger LOG = System.getLogger(Deadlines.class.getName());

  private final EventLoop eventLoop;
  private final Clock clock;
  private final long tickMillis;
  private final ArrayList<Deadline> watched = new ArrayList<>();
  private io.netty.util.concurrent.@Nullable Future<?> ticking;

  Deadlines(EventLoop eventLoop, Clock clock, long tickMillis) {
    this.eventLoop = eventLoop;
    this.clock = clock;
    this.tickMillis = tickMillis;
  }

  public void watch(Deadline deadline) {
    if (deadline.place < 0) {
      deadline.place = watched.size();
      watched.add(deadline);
      if (ticking == null && !eventLoop.isShuttingDown()) {
        ticking =
            eventLoop.scheduleWithFixedDelay(
                this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
      }
    }
  }

  public void drop(Deadline deadline) {
    if (deadline.place >= 0) {
      Deadline last = watched.removeLast();
      if (last != deadline) {
        watched.set(deadline.place, last);
        last.place = deadline.place;
      }
      deadline.place = -1;
    }
  }

  /** A defect behind one must not stop the clock for all others of this loop. */
  private void due(Deadline deadline, long nowNanos) {
    try {
      deadline.onDue.accept(nowNanos);
    } catch (RuntimeException e) {
      drop(deadline);
      LOG.log(System.Logger.Level.ERROR, "what was due failed, by a defect", e);
    }
  }

  private void tick() {
    long nowNanos = clock.nanos();
    // From the end, as a due one may drop itself and have the last take its place.
    for (int i = watched.size() - 1; i >= 0; i--) {
      if (i < watched.size() && watched.get(i).isDue(nowNanos)) {
        due(watched.get(i), nowNanos);
      }
    }
    if (watched.isEmpty() && ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
  }
}
