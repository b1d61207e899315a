package dev.weft.broker.limit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A service of some routees that each work on a few calls at a time and keep the others in a queue,
 * and callers who do not slow down, played through in simulated time.
 */
final class ServiceUnderLoad {
  private static final double SECOND = 1e9;
  private static final int MOST_PENDING = 1024;

  /** How long a routee works on a call, in seconds. */
  @FunctionalInterface
  interface Work {
    double seconds(double atSeconds, Random random);
  }

  /** What happened to the calls of a while. */
  record Seen(double offeredPerSecond, double goodPerSecond, double p50Millis, double p99Millis) {
    double shedPercent() {
      return 100 * (1 - goodPerSecond / offeredPerSecond);
    }
  }

  private record Event(long atNanos, long order, Runnable happens) {}

  private record Done(double arrived, boolean good, double tookMillis) {}

  private final class Routee {
    final AdaptiveLimit limit = new AdaptiveLimit(askers, 0);
    final ArrayDeque<Call> queue = new ArrayDeque<>();
    int working;
    int inFlight;

    void take(Call call) {
      call.sentNanos = now;
      inFlight++;
      limit.began(now);
      queue.add(call);
      work();
    }

    void work() {
      while (!queue.isEmpty() && working < workers.applyAsDouble(now / SECOND)) {
        Call call = queue.remove();
        working++;
        at(now + (long) (work.seconds(now / SECOND, random) * SECOND), () -> answer(call));
      }
    }

    void answer(Call call) {
      working--;
      inFlight--;
      limit.answered(call.sentNanos, now);
      done.add(new Done(call.arrivedNanos / SECOND, true, (now - call.arrivedNanos) / 1e6));
      work();
      moved();
      boolean more = true;
      while (more) {
        more = pending.roomFreed(now);
      }
      shedLate();
    }
  }

  private final class Call implements PendingCalls.Call {
    final long arrivedNanos = now;
    long sentNanos;

    void go() {
      if (!roomFreed() && !pending.add(this, MOST_PENDING, now)) {
        shed();
      }
    }

    @Override
    public boolean roomFreed() {
      @Nullable Routee routee = pick();
      if (routee == null) {
        return false;
      }
      routee.take(this);
      return true;
    }

    @Override
    public void shed() {
      done.add(new Done(arrivedNanos / SECOND, false, 0));
    }
  }

  private final Random random;
  private final DoubleUnaryOperator workers;
  private final Work work;
  private final DoubleUnaryOperator callsPerSecond;
  private final Askers askers = new Askers();
  private final List<Routee> routees = new ArrayList<>();
  private final PendingCalls pending = new PendingCalls();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>((one, other) ->
          one.atNanos != other.atNanos
              ? Long.compare(one.atNanos, other.atNanos)
              : Long.compare(one.order, other.order));
  private final List<Done> done = new ArrayList<>();
  private long order;
  private long now;

  /**
   * @param workers how many calls a routee works on at once, at a time in seconds
   * @param callsPerSecond how many arrive, at a time in seconds
   */
  ServiceUnderLoad(
      int routeeCount,
      DoubleUnaryOperator workers,
      Work work,
      DoubleUnaryOperator callsPerSecond,
      long seed) {
    this.workers = workers;
    this.work = work;
    this.callsPerSecond = callsPerSecond;
    random = new Random(seed);
    askers.among(routeeCount);
    for (int i = 0; i < routeeCount; i++) {
      routees.add(new Routee());
    }
  }

  void run(double seconds) {
    at(0, this::arrive);
    at(0, this::tick);
    while (events.peek() != null && events.peek().atNanos < seconds * SECOND) {
      Event next = events.remove();
      now = next.atNanos;
      next.happens.run();
    }
  }

  private void at(long nanos, Runnable happens) {
    events.add(new Event(nanos, order++, happens));
  }

  private void arrive() {
    double gap = -Math.log(1 - random.nextDouble()) / callsPerSecond.applyAsDouble(now / SECOND);
    at(now + (long) (gap * SECOND), this::arrive);
    shedLate();
    new Call().go();
  }

  private void tick() {
    at(now + 10_000_000, this::tick);
    shedLate();
  }

  private void shedLate() {
    moved();
    pending.shedLate(now);
  }

  private void moved() {
    long least = Long.MAX_VALUE;
    long last = 0;
    for (Routee routee : routees) {
      if (routee.limit.usualNanos() > 0) {
        least = Math.min(least, routee.limit.usualNanos());
      }
      last = Math.max(last, routee.limit.lastLeftNanos());
    }
    pending.moved(last);
    pending.usual(least == Long.MAX_VALUE ? 0 : least);
  }

  /** The better of two with room, or the best there is. */
  private @Nullable Routee pick() {
    int one = random.nextInt(routees.size());
    int other = random.nextInt(routees.size());
    @Nullable Routee best = better(better(null, routees.get(one)), routees.get(other));
    return best != null ? best : free();
  }

  private @Nullable Routee free() {
    @Nullable Routee best = null;
    for (Routee routee : routees) {
      best = better(best, routee);
    }
    return best;
  }

  private @Nullable Routee better(@Nullable Routee best, Routee other) {
    boolean room = other.limit.hasRoom(now);
    return room && (best == null || other.inFlight < best.inFlight) ? other : best;
  }

  /** What became of the calls that arrived from one second to another. */
  Seen seen(double from, double to) {
    List<Done> of = done.stream().filter(one -> one.arrived >= from && one.arrived < to).toList();
    List<Double> good = new ArrayList<>();
    of.stream().filter(Done::good).forEach(one -> good.add(one.tookMillis));
    Collections.sort(good);
    return new Seen(
        of.size() / (to - from),
        good.size() / (to - from),
        good.isEmpty() ? 0 : good.get(good.size() / 2),
        good.isEmpty() ? 0 : good.get((int) (good.size() * 0.99)));
  }
}
