package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The connection that one check of a routee leaves for the next. Each is closed at the age of
 * {@link #LIFE}, so that no routee that accepts nobody any more is thought well for longer, and at
 * most as many wait as there are places. Safe for use by any thread; never waits.
 */
final class KeptDialogue {
  static final Duration LIFE = Duration.ofSeconds(10);

  private final Clock clock;
  private final Semaphore places;
  private @Nullable Waiting waiting;
  private boolean closed;

  /**
   * @param places for the connections that wait, of all routees
   */
  KeptDialogue(Clock clock, Semaphore places) {
    this.clock = clock;
    this.places = places;
  }

  /** What the next check is left, with the time at which it was opened. */
  record Opened(Dialogue dialogue, long atNanos) {}

  private record Waiting(Opened opened, ProbePolicy.Check check, Clock.Timer end) {}

  /** Takes what waits; null where nothing waits that this check can be asked on. */
  synchronized @Nullable Opened take(ProbePolicy.Check check) {
    Waiting taken = waiting;
    if (taken == null) {
      return null;
    }
    if (!taken.check.equals(check)) {
      drop(taken);
      return null;
    }
    release(taken);
    return taken.opened;
  }

  /** Leaves one for the next check, or closes it: too old, no place, or nobody comes any more. */
  synchronized void leave(Opened opened, ProbePolicy.Check check) {
    Duration left = LIFE.minusNanos(clock.nanos() - opened.atNanos);
    if (closed || waiting != null || !left.isPositive() || !places.tryAcquire()) {
      hangUp(opened.dialogue);
      return;
    }
    waiting = new Waiting(opened, check, clock.schedule(left, () -> end(opened)));
  }

  /** Closes what waits, and from now on what is left. */
  synchronized void close() {
    closed = true;
    if (waiting != null) {
      drop(waiting);
    }
  }

  private synchronized void end(Opened opened) {
    if (waiting != null && waiting.opened.equals(opened)) {
      drop(waiting);
    }
  }

  private void drop(Waiting dropped) {
    release(dropped);
    hangUp(dropped.opened.dialogue);
  }

  private void release(Waiting released) {
    released.end.cancel();
    waiting = null;
    places.release();
  }

  static void hangUp(Dialogue dialogue) {
    try {
      dialogue.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a socket that cannot be closed", e);
    }
  }
}
