package dev.weft.broker.limit;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a service that wait until one of its routees has room.
 *
 * <p>A short crowd is let wait, first come first served, as it will be over soon. Where somebody
 * has waited at every moment for {@link #PATIENCE_NANOS}, or for as long as an answer is expected
 * to take where that is longer, the service is overloaded, and waiting would only make every answer
 * late: then the newest goes first and the others are shed after a part of the time that an answer
 * takes (adaptive LIFO and controlled delay, after Maurer, "Fail at Scale", ACM Queue 2015).
 *
 * <p>Patience is measured in time in which the routees worked. Where for a while no call leaves any
 * of them they stand still, as JVMs do for a collection of garbage, and nobody is shed for that;
 * what heaped up meanwhile has as long again to be worked off.
 *
 * <p>Belongs to one loop.
 */
public final class PendingCalls {
  static final long PATIENCE_NANOS = 100_000_000;

  /** A standstill is over by itself within this time, or is no standstill but a failure. */
  static final long LONGEST_STANDSTILL_NANOS = 1_000_000_000;

  private static final long GRACE_NANOS = 20_000_000;
  private static final double SHARE_OF_ANSWER = 0.3;
  private static final long LEAST_WAIT_NANOS = 10_000_000;

  /** A call that waits. */
  public interface Call {
    /** There may be room now: takes it and returns true, or goes on waiting. */
    boolean roomFreed();

    /** It has waited long enough; the service is overloaded. */
    void shed();
  }

  /**
   * @param sinceNanos in time that was worked
   */
  private record Waiting(Call call, long sinceNanos) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean overloaded;
  private long crowdedSinceNanos;
  private long lastWaitedNanos;
  private long movedNanos;
  private long stoodNanos;
  private long answerNanos;

  /** Waits, unless as many wait already; then false. */
  public boolean add(Call call, int most, long nowNanos) {
    if (waiting.size() >= most) {
      return false;
    }
    if (waiting.isEmpty()) {
      overloaded(worked(nowNanos)); // or what was before would not end with a silence
      movedNanos = nowNanos;
      crowdedSinceNanos = worked(nowNanos);
    }
    lastWaitedNanos = worked(nowNanos);
    waiting.addLast(new Waiting(call, worked(nowNanos)));
    return true;
  }

  /** When a call last left one of the routees. */
  public void moved(long lastLeftNanos) {
    if (lastLeftNanos - movedNanos > 0) {
      stoodNanos += 2 * standstill(lastLeftNanos);
      movedNanos = lastLeftNanos;
    }
  }

  /** How long an answer may be expected to take to begin; 0 if not known. */
  public void usual(long nanos) {
    answerNanos = nanos;
  }

  /** How long nothing has moved by now; who was overloaded before it has no more patience then. */
  private long standstill(long nowNanos) {
    if (overloaded) {
      return 0;
    }
    long still = nowNanos - movedNanos - answerNanos - GRACE_NANOS;
    return Math.clamp(still, 0, LONGEST_STANDSTILL_NANOS);
  }

  private long patience() {
    return Math.max(PATIENCE_NANOS, answerNanos);
  }

  /** The time that calls' patience is measured in. */
  private long worked(long nowNanos) {
    return nowNanos - stoodNanos - standstill(nowNanos);
  }

  /** No longer waits. */
  public void leave(Call call) {
    waiting.removeIf(one -> one.call.equals(call));
  }

  public int size() {
    return waiting.size();
  }

  /** From when somebody has waited all the time for a while, until nobody has for as long. */
  private boolean overloaded(long workedNanos) {
    if (overloaded) {
      overloaded = !waiting.isEmpty() || workedNanos - lastWaitedNanos <= PATIENCE_NANOS;
    } else {
      overloaded = !waiting.isEmpty() && workedNanos - crowdedSinceNanos > patience();
    }
    return overloaded;
  }

  /** A routee may have room for one: lets the next try; false if none waits or there was none. */
  public boolean roomFreed(long nowNanos) {
    if (waiting.isEmpty()) {
      return false;
    }
    long workedNanos = worked(nowNanos);
    lastWaitedNanos = workedNanos;
    boolean newestFirst = overloaded(workedNanos);
    Waiting next = newestFirst ? waiting.removeLast() : waiting.removeFirst();
    if (next.call.roomFreed()) {
      return true;
    }
    if (newestFirst) {
      waiting.addLast(next);
    } else {
      waiting.addFirst(next);
    }
    return false;
  }

  /** Sheds those that have waited long enough. */
  public void shedLate(long nowNanos) {
    if (waiting.isEmpty()) {
      return;
    }
    long workedNanos = worked(nowNanos);
    long share = Math.max(LEAST_WAIT_NANOS, (long) (SHARE_OF_ANSWER * answerNanos));
    long wait = overloaded(workedNanos) ? share : patience();
    for (@Nullable Waiting oldest = waiting.peekFirst();
        oldest != null && workedNanos - oldest.sinceNanos > wait;
        oldest = waiting.peekFirst()) {
      waiting.removeFirst();
      oldest.call.shed();
    }
  }
}
