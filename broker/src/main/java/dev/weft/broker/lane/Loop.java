package dev.weft.broker.lane;

import dev.weft.broker.balance.CallKey;
import dev.weft.broker.balance.Load;
import dev.weft.broker.caller.CallerNames;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.observe.EdgeTable;
import dev.weft.broker.observe.TrailBook;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.ServiceRoutes;
import dev.weft.broker.trace.TraceContext;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.time.Clock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One event loop and all that lives on it. */
public final class Loop {
  private static final long EXCHANGE_TICK_MILLIS = 10;
  private static final long IDLE_TICK_MILLIS = 500;
  private static final int MOST_EDGES = Integer.getInteger("weft.edges", 10_000); // 0: none
  private static final long SWEEP_NANOS = 1_000_000_000;
  private static final long LONGEST_IDLE_NANOS = 60_000_000_000L;
  private static final long LONGEST_ANSWER_MILLIS = 1_000;

  private final EventLoop eventLoop;
  private final Clock clock;
  private final int loops;
  private final String zone;
  private final SplittableRandom random = new SplittableRandom();
  private final HeadPool heads = new HeadPool();
  private final EdgeTable edges;
  private final TrailBook trails;
  private final CallerNames callers;
  private final Deadlines exchanges;
  private final Deadlines idlers;
  private final Deadline sweep = new Deadline(this::sweep);
  private final Map<Standing, RouteeLane> routees = new HashMap<>();
  private final Map<Destination.Key, DestinationLane> destinations = new HashMap<>();
  private volatile @Nullable TraceContext traces;
  private long idleNanos = LONGEST_IDLE_NANOS;
  private boolean inTurn;
  private long turnNanos;
  private int draws;

  /**
   * @param loops how many loops share what a service may have
   * @param zone the broker's; empty if it has none
   */
  public Loop(EventLoop eventLoop, Clock clock, int loops, String zone) {
    this(eventLoop, clock, loops, zone, new CallerNames(() -> Snapshot.EMPTY, clock));
  }

  /** The same, with what finds out who calls. */
  public Loop(EventLoop eventLoop, Clock clock, int loops, String zone, CallerNames callers) {
    this.callers = callers;
    this.eventLoop = eventLoop;
    this.clock = clock;
    this.loops = loops;
    this.zone = zone;
    edges = new EdgeTable(Math.ceilDiv(MOST_EDGES, loops));
    trails = new TrailBook(loops);
    exchanges = new Deadlines(eventLoop, clock, EXCHANGE_TICK_MILLIS);
    idlers = new Deadlines(eventLoop, clock, IDLE_TICK_MILLIS);
  }

  /** The loop that a channel lives on. */
  public static Loop of(Channel channel, List<Loop> loops) {
    for (Loop loop : loops) {
      if (loop.eventLoop.equals(channel.eventLoop())) {
        return loop;
      }
    }
    throw new IllegalStateException("a channel on a loop that is not the broker's");
  }

  /**
   * Has each loop answer on its own thread, all at the same time. Blocks, for at most a second or
   * so where a loop does nothing; not for use on a loop.
   *
   * @param question null for no answer
   * @return the answers, without those of loops that had none or did not begin it in time
   */
  public static <T> List<T> ask(List<Loop> loops, Function<Loop, @Nullable T> question) {
    var asked = new ArrayList<Future<@Nullable T>>(loops.size());
    for (Loop loop : loops) {
      if (!loop.eventLoop.isShuttingDown()) {
        asked.add(loop.eventLoop.submit(() -> question.apply(loop)));
      }
    }
    var answers = new ArrayList<T>(loops.size());
    for (Future<@Nullable T> answer : asked) {
      if (!answer.awaitUninterruptibly(LONGEST_ANSWER_MILLIS) && !answer.cancel(false)) {
        answer.awaitUninterruptibly(); // it has begun, and what it takes must not be lost
      }
      @Nullable T said = answer.isSuccess() ? answer.getNow() : null;
      if (said != null) {
        answers.add(said);
      }
    }
    return answers;
  }

  public EventLoop eventLoop() {
    return eventLoop;
  }

  /** The time; within a turn that a connection has begun, when that was. */
  public long nowNanos() {
    return inTurn ? turnNanos : clock.nanos();
  }

  /**
   * A connection has read something: until {@link #turnEnds} the clock is read no more, as a call
   * asks for the time a dozen times.
   */
  public void turnBegins() {
    inTurn = true;
    turnNanos = clock.nanos();
  }

  public void turnEnds() {
    inTurn = false;
  }

  /** What a new exchange is called by: random, so that brokers need not agree. */
  public long nextExchangeId() {
    return random.nextLong();
  }

  /**
   * A number that is spread evenly over all 32 bits, also by the next few: multiples of the golden
   * ratio, so that shares of calls are kept closely and not only in the long run.
   */
  public int draw() {
    draws += 0x9e3779b9;
    return draws;
  }

  /** A random number from 0 to the bound, which is left out. */
  public int chance(int bound) {
    return random.nextInt(bound);
  }

  /** Heads for messages on this loop. */
  public HeadPool heads() {
    return heads;
  }

  /** Finds out who is at the other end of connections. */
  public CallerNames callers() {
    return callers;
  }

  /** Who calls whom, as seen here. */
  public EdgeTable edges() {
    return edges;
  }

  /** From now on each call here is part of a trace. Safe on any thread. */
  public void trace(TraceContext context) {
    traces = context;
  }

  /** How calls become part of traces; null if they do not. */
  public @Nullable TraceContext traces() {
    return traces;
  }

  /** The last exchanges here. */
  public TrailBook trails() {
    return trails;
  }

  /** Deadlines of calls under way: looked at every 10 ms. */
  public Deadlines exchanges() {
    return exchanges;
  }

  /** Deadlines of connections with nothing to do: looked at every 500 ms. */
  public Deadlines idlers() {
    return idlers;
  }

  /** Fails if this is another thread: an exchange never leaves its loop. */
  public void assertHere() {
    if (!eventLoop.inEventLoop()) {
      throw new IllegalStateException("not on the exchange's event loop");
    }
  }

  /** This loop's view of a destination; made anew when the destination has changed. */
  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  public DestinationLane lane(Destination destination) {
    @Nullable DestinationLane lane = destinations.get(destination.key());
    if (lane == null || lane.destination() != destination) {
      lane = made(destination, lane);
      destinations.put(destination.key(), lane);
    }
    return lane;
  }

  /**
   * What a call would meet at a destination here, without one. This loop's view of it may be newer,
   * and is then left alone.
   *
   * @param spareable see {@link DestinationLane#pick}
   * @param key see {@link DestinationLane#pick}
   */
  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  public LaneLook look(Destination destination, boolean spareable, long key) {
    assertHere();
    @Nullable DestinationLane lane = destinations.get(destination.key());
    DestinationLane seen =
        lane == null || lane.destination() == destination
            ? lane(destination)
            : made(destination, null);
    return seen.look(spareable, key, nowNanos());
  }

  private DestinationLane made(Destination destination, @Nullable DestinationLane old) {
    RouteeLane[] members =
        destination.admitted().stream().map(this::routee).toArray(RouteeLane[]::new);
    return new DestinationLane(destination, members, random, old, loops, zone, exchanges);
  }

  /** This loop's routees, for reading on the loop. */
  public Collection<RouteeLane> routees() {
    return routees.values();
  }

  /** How many destinations calls have gone to that are not forgotten; for reading on the loop. */
  int lanes() {
    return destinations.size();
  }

  /** Drops what a newer snapshot no longer has; closes its idle connections and the drained's. */
  public void prune(Routes routes) {
    Set<Standing> kept = new HashSet<>();
    idleNanos = LONGEST_IDLE_NANOS; // a policy that is gone must not go on shortening it
    for (ServiceRoutes service : routes.all()) {
      kept.addAll(service.standings());
      idleNanos = Math.min(idleNanos, service.state().policy().timeout().idle().toNanos());
    }
    routees
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !kept.contains(entry.getKey());
          if (gone || entry.getKey().routee().duty() == Routee.Duty.DRAINING) {
            entry.getValue().idle().retire();
          } else {
            entry.getValue().idle().reopen();
            entry.getValue().idle().closeOutdated();
          }
          return gone;
        });
    destinations.keySet().removeIf(key -> !routes.has(key));
  }

  private RouteeLane routee(Standing standing) {
    return routees.computeIfAbsent(
        standing,
        it ->
            new RouteeLane(
                it,
                new Load(),
                new Observed(),
                new IdleConnections(),
                CallKey.session(it.routee().id())));
  }

  /** A connection has become idle: see to it that it does not stay so for ever. */
  public void watchIdle(long nowNanos) {
    sweep.set(nowNanos + SWEEP_NANOS);
    idlers.watch(sweep);
  }

  private void sweep(long nowNanos) {
    int left = 0;
    for (RouteeLane routee : routees.values()) {
      routee.idle().closeOlderThan(nowNanos - idleNanos);
      left += routee.idle().size();
    }
    if (left == 0) {
      idlers.drop(sweep);
    } else {
      sweep.set(nowNanos + SWEEP_NANOS);
    }
  }
}
