package dev.weft.broker.path;

import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.message.Forwarding;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Target;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Reach;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.RuleTable;
import dev.weft.broker.route.Way;
import dev.weft.broker.trace.TraceContext;
import dev.weft.model.mesh.FaultPolicy;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole journey of a request, in the order in which traffic meets it, whatever the protocol:
 *
 * <ol>
 *   <li>{@link #claim}: first, as from here on nothing that a caller says of itself is believed;
 *   <li>{@link #directed}: what a certificate was shown for is all that a connection may ask for;
 *   <li>{@link #route}: by name, or as the rules of routes say, whose filters act here ({@link
 *       Steering}); all that follows is a service's own policy;
 *   <li>authorise: not yet, every caller may call every service;
 *   <li>{@link #admit}: the deadline starts before anything can wait, and the limit stands before
 *       anything is spent on a call that will not be served;
 *   <li>{@link #disturb}: a fault on purpose is one that the caller sees, not one that is retried;
 *   <li>{@link #pick}: once per try, as late as possible, with what is known by then;
 *   <li>{@link #connect}: an open connection if there is one;
 *   <li>{@link #forward}: from here on the routee may have seen the request;
 *   <li>{@link #failed}: a try that failed goes back to pick, or becomes the answer;
 *   <li>{@link Exchange#beginAnswer}: from here on the caller has seen the answer, and nothing can
 *       be tried again.
 * </ol>
 *
 * <p>One for each place where calls come in; each call runs on its exchange's loop.
 */
public final class RequestPath {
  private static final int MOST_HOPS = 8;

  private final Supplier<Routes> routes;
  private final Reach reach;
  private final RouteeStreams streams;
  private final ExchangeObserver observer;
  private final BooleanSupplier draining;

  /** The path of calls on the mesh's own port. */
  public RequestPath(
      Supplier<Routes> routes,
      RouteeStreams streams,
      ExchangeObserver observer,
      BooleanSupplier draining) {
    this(routes, Reach.mesh(), streams, observer, draining);
  }

  private RequestPath(
      Supplier<Routes> routes,
      Reach reach,
      RouteeStreams streams,
      ExchangeObserver observer,
      BooleanSupplier draining) {
    this.routes = routes;
    this.reach = reach;
    this.streams = streams;
    this.observer = observer;
    this.draining = draining;
  }

  /** The same path for calls that come in elsewhere and can reach something else. */
  public RequestPath from(Reach other) {
    return new RequestPath(routes, other, streams, observer, draining);
  }

  ExchangeObserver observer() {
    return observer;
  }

  /** Whether the broker takes no new connections, so that each should end with its answer. */
  public boolean draining() {
    return draining.getAsBoolean();
  }

  /** Takes a request to where it gets its answer. */
  void begin(Exchange exchange) {
    exchange.loop().assertHere();
    String authority = exchange.head().authority();
    if (!claim(exchange) || !directed(exchange, authority)) {
      return;
    }
    @Nullable Destination destination = route(exchange, authority);
    if (destination != null) {
      begin(exchange, destination);
    }
  }

  /** Takes a request on to a destination that is known. */
  void begin(Exchange exchange, Destination destination) {
    exchange.routed(exchange.loop().lane(destination));
    if (admit(exchange, destination) && !disturb(exchange, destination)) {
      tryOnce(exchange);
    }
  }

  /** A forward proxy's caller must not reach this host or its network through the broker. */
  private static Refusal nobody(Head head) {
    if (head.proxied() && Target.isAddress(head)) {
      return Refusal.of(
          ProxyError.DESTINATION_PROHIBITED,
          "'" + head.authority() + "' is no service, and nothing else is reached from here");
    }
    return Refusal.of(
        ProxyError.DESTINATION_NOT_FOUND, "no service has the name '" + head.authority() + "'");
  }

  private static boolean claim(Exchange exchange) {
    Head head = exchange.head();
    int hops = Forwarding.hops(head);
    if (hops >= MOST_HOPS) {
      exchange.refuse(
          Refusal.of(ProxyError.LOOP, "passed through " + hops + " Weft brokers already"));
      return false;
    }
    Forwarding.claim(head, exchange.from().address());
    head.add(Known.X_WEFT_EXCHANGE, exchange.id());
    @Nullable TraceContext context = exchange.loop().traces();
    if (context != null) {
      exchange.sighting().tracedBy(context.begin(head, exchange.loop()::nextExchangeId));
    }
    return true;
  }

  private static boolean directed(Exchange exchange, String authority) {
    if (!exchange.mayReach(authority)) {
      exchange.refuse(
          Refusal.of(
              ProxyError.MISDIRECTED,
              "'" + authority + "' has another certificate than this connection's: connect anew"));
      return false;
    }
    return true;
  }

  /** Null if the call has its answer already. */
  private @Nullable Destination route(Exchange exchange, String authority) {
    Routes now = routes.get();
    @Nullable Way way = reach.find(now, exchange.head(), authority);
    if (way == null) {
      exchange.refuse(nobody(exchange.head()));
      return null;
    }
    @Nullable RuleTable rules = way.rules().of(exchange.sighting().caller());
    return rules == null ? way.destination() : Steering.steer(this, exchange, now, way, rules);
  }

  private static boolean admit(Exchange exchange, Destination destination) {
    exchange.startDeadline();
    if (!destination.enter()) {
      destination.memory().shortfalls().shed();
      exchange.refuse(
          Refusal.of(
              ProxyError.CONNECTION_LIMIT,
              destination.policy().limit().maxRequests() + " calls are in flight, the limit"));
      return false;
    }
    exchange.entered();
    destination.memory().budget().called(exchange.beganNanos());
    return true;
  }

  /** Makes the faults that the service's policy asks for; false for a call that goes on at once. */
  private static boolean disturb(Exchange exchange, Destination destination) {
    FaultPolicy fault = destination.policy().fault();
    if (!fault.disturbs()) {
      return false;
    }
    var random = ThreadLocalRandom.current();
    if (fault.abortStatus() > 0 && random.nextInt(100) < fault.abortPercent()) {
      exchange.refuse(
          new Refusal(
              ProxyError.FAULT_INJECTED,
              fault.abortStatus(),
              "a fault on purpose: ServicePolicy "
                  + destination.policy().name()
                  + " aborts "
                  + fault.abortPercent()
                  + " % of the calls",
              null,
              null));
      return true;
    }
    if (fault.delay().isZero() || random.nextInt(100) >= fault.delayPercent()) {
      return false;
    }
    exchange.sighting().waits(exchange.loop().nowNanos());
    exchange.line().awaitFault(fault.delay());
    return true;
  }

  /** One try: pick, connect, forward. */
  void tryOnce(Exchange exchange) {
    DestinationLane lane = exchange.lane();
    long nowNanos = exchange.loop().nowNanos();
    @Nullable RouteeLane routee = pick(exchange, lane, nowNanos);
    if (routee != null) {
      connect(exchange, lane, routee, lane.pickedForTrial(), nowNanos);
    } else if (fallsBack(exchange, lane)) {
      tryOnce(exchange);
    } else if (lane.crowded()) {
      exchange.sighting().waits(nowNanos);
      exchange.line().awaitRoom(lane, nowNanos);
    } else {
      exchange.refuse(Refusal.of(ProxyError.DESTINATION_UNAVAILABLE, lane.destination().whyNone()));
    }
  }

  /** Nobody passes: the service's fallback takes the call, once. */
  private boolean fallsBack(Exchange exchange, DestinationLane lane) {
    @Nullable Destination other =
        lane.fallsBack() ? routes.get().fallback(lane.destination()) : null;
    if (other == null || !exchange.fallsBackTo(exchange.loop().lane(other))) {
      return false;
    }
    lane.shortfalls().fellBack();
    return true;
  }

  /** The same for one that has waited for room; false if it has to wait on. */
  boolean tryWaiting(Exchange exchange) {
    DestinationLane lane = exchange.lane();
    long nowNanos = exchange.loop().nowNanos();
    @Nullable RouteeLane routee = pick(exchange, lane, nowNanos);
    if (routee == null) {
      return false;
    }
    exchange.line().left();
    connect(exchange, lane, routee, lane.pickedForTrial(), nowNanos);
    return true;
  }

  private static @Nullable RouteeLane pick(Exchange exchange, DestinationLane lane, long nowNanos) {
    @Nullable RouteeLane picked =
        lane.pick(
            exchange.tries().avoided(),
            exchange.head().method().idempotent(),
            exchange.callKey(),
            nowNanos);
    if (picked != null) {
      @Nullable RouteeLane other = lane.comparedWith();
      exchange
          .sighting()
          .picked(lane.pickNote(), other == null ? null : other.standing().routee().id());
    }
    return picked;
  }

  private void connect(
      Exchange exchange, DestinationLane lane, RouteeLane routee, boolean trial, long nowNanos) {
    @Nullable RouteeStream open = exchange.tries().wantsFresh() ? null : streams.idle(routee);
    if (open == null && !lane.mayOpen()) {
      if (trial) {
        routee.standing().undecided(nowNanos);
      }
      exchange.sighting().waits(nowNanos);
      exchange.line().awaitConnection(lane.limit());
      return;
    }
    var attempt = new Attempt(exchange, routee, trial, nowNanos);
    exchange.attempt(attempt);
    if (open != null) {
      forward(exchange, attempt, open, nowNanos);
      return;
    }
    exchange.sighting().picked().opens();
    open(exchange, lane, attempt);
  }

  /** Another try beside one that takes long, at another routee: whichever answers first counts. */
  void hedge(Exchange exchange, Attempt first, long nowNanos) {
    Tries tries = exchange.tries();
    if (!tries.hedge().mayBegin(first, nowNanos)) {
      return;
    }
    DestinationLane lane = exchange.lane();
    @Nullable RouteeLane routee =
        lane.pick(tries.with(first.routee()), true, exchange.callKey(), nowNanos);
    @Nullable RouteeStream open = routee == null ? null : streams.idle(routee);
    if (routee == null
        || (open == null && !lane.mayOpen())
        || !tries.payHedge(exchange, nowNanos)) {
      if (open != null) {
        open.release();
      }
      return;
    }
    var second = new Attempt(exchange, routee, false, nowNanos);
    tries.hedge().began(second);
    if (open != null) {
      second.send(open);
      second.flush();
    } else {
      open(exchange, lane, second);
    }
  }

  private void open(Exchange exchange, DestinationLane lane, Attempt attempt) {
    RouteeLane routee = attempt.routee();
    streams.open(
        exchange.loop(),
        routee,
        lane.limit(),
        lane.destination().policy().timeout().connect(),
        new RouteeStreams.Opened() {
          @Override
          public void opened(RouteeStream stream) {
            if (exchange.tries().hedge().is(attempt)) {
              attempt.send(stream);
              attempt.flush();
            } else if (exchange.isOn(attempt)) {
              forward(exchange, attempt, stream, exchange.loop().nowNanos());
            } else {
              stream.release(); // its call is over: it can serve the next
            }
          }

          @Override
          public void failed(TryFailure failure, String detail) {
            if (exchange.isOn(attempt)) {
              String where = routee.name() + " at " + routee.standing().address();
              RequestPath.this.failed(exchange, attempt, failure, where + ": " + detail);
            }
          }
        });
  }

  private static void forward(
      Exchange exchange, Attempt attempt, RouteeStream stream, long nowNanos) {
    exchange.startTryDeadline(nowNanos);
    attempt.send(stream);
    exchange.bodyWanted();
  }

  /** A try failed before the caller has seen anything of an answer. */
  void failed(Exchange exchange, Attempt attempt, TryFailure failure, String detail) {
    long nowNanos = exchange.loop().nowNanos();
    attempt.failed(failure.fault(), nowNanos);
    if (exchange.tries().hedge().goesOnWithout(attempt, failure.error().word(), detail, nowNanos)) {
      return;
    }
    boolean followed = exchange.tries().mayFollow(exchange, attempt, failure, nowNanos);
    exchange
        .sighting()
        .tryFailed(failure.error().word(), detail, followed, exchange.tries().next(), nowNanos);
    if (followed) {
      exchange.attempt(null);
      tryOnce(exchange);
    } else {
      exchange.refuse(Refusal.of(failure.error(), detail).from("", attempt.routee().name()));
    }
  }
}
