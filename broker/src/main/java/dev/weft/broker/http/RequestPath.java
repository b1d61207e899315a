package dev.weft.broker.http;

import dev.weft.broker.lane.DestinationLane;
import dev.weft.broker.lane.PooledConnection;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.path.ProxyError;
import dev.weft.broker.path.Refusal;
import dev.weft.broker.path.TryFailure;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole journey of a request, in the order in which traffic meets it:
 *
 * <ol>
 *   <li>{@link #route}: first, as all that follows is a service's own policy;
 *   <li>authorise: not yet, every caller may call every service;
 *   <li>{@link #admit}: the deadline starts before anything can wait, and the limit stands before
 *       anything is spent on a call that will not be served;
 *   <li>{@link #pick}: once per try, as late as possible, with what is known by then;
 *   <li>{@link #connect}: an idle connection if there is one;
 *   <li>{@link #forward}: from here on the routee may have seen the request;
 *   <li>{@link #failed}: a try that failed goes back to pick, or becomes the answer;
 *   <li>{@link Exchange#beginAnswer}: from here on the caller has seen the answer, and nothing can
 *       be tried again.
 * </ol>
 *
 * <p>One for the whole broker; each call runs on its exchange's loop.
 */
public final class RequestPath {
  private final Supplier<Routes> routes;
  private final Connector connector;
  private final ExchangeObserver observer;
  private final BooleanSupplier draining;

  public RequestPath(
      Supplier<Routes> routes,
      Connector connector,
      ExchangeObserver observer,
      BooleanSupplier draining) {
    this.routes = routes;
    this.connector = connector;
    this.observer = observer;
    this.draining = draining;
  }

  ExchangeObserver observer() {
    return observer;
  }

  boolean draining() {
    return draining.getAsBoolean();
  }

  /** Takes a request to where it gets its answer. */
  void begin(Exchange exchange) {
    exchange.loop().assertHere();
    @Nullable DestinationLane lane = route(exchange);
    if (lane == null) {
      exchange.refuse(
          Refusal.of(
              ProxyError.DESTINATION_NOT_FOUND,
              "no service has the name '" + exchange.head().authority() + "'"));
      return;
    }
    exchange.routed(lane);
    if (admit(exchange, lane.destination())) {
      tryOnce(exchange);
    }
  }

  private @Nullable DestinationLane route(Exchange exchange) {
    @Nullable Destination destination = routes.get().find(exchange.head().authority());
    return destination == null ? null : exchange.loop().lane(destination);
  }

  private static boolean admit(Exchange exchange, Destination destination) {
    exchange.startDeadline();
    if (!destination.enter()) {
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

  /** One try: pick, connect, forward. */
  void tryOnce(Exchange exchange) {
    DestinationLane lane = exchange.lane();
    long nowNanos = exchange.loop().nowNanos();
    @Nullable RouteeLane routee = pick(exchange, lane, nowNanos);
    if (routee == null) {
      exchange.refuse(Refusal.of(ProxyError.DESTINATION_UNAVAILABLE, lane.destination().whyNone()));
      return;
    }
    connect(exchange, lane, routee, lane.pickedForTrial(), nowNanos);
  }

  private static @Nullable RouteeLane pick(Exchange exchange, DestinationLane lane, long nowNanos) {
    return lane.pick(exchange.tries().avoided(), exchange.head().idempotent(), nowNanos);
  }

  private void connect(
      Exchange exchange, DestinationLane lane, RouteeLane routee, boolean trial, long nowNanos) {
    @Nullable PooledConnection idle = exchange.tries().wantsFresh() ? null : routee.idle().take();
    if (idle == null && !lane.mayOpen()) {
      if (trial) {
        routee.standing().undecided(nowNanos);
      }
      exchange.awaitConnection(lane.limit());
      return;
    }
    var attempt = new Attempt(exchange, routee, trial, nowNanos);
    exchange.attempt(attempt);
    if (idle instanceof RouteeConnection open) {
      forward(exchange, attempt, open, nowNanos);
      return;
    }
    connector.open(
        exchange.loop(),
        routee,
        lane.limit(),
        lane.destination().policy().timeout().connect(),
        (open, failure) -> {
          if (exchange.isOn(attempt)) {
            if (open != null) {
              forward(exchange, attempt, open, exchange.loop().nowNanos());
            } else if (failure != null) {
              failed(
                  exchange,
                  attempt,
                  Connector.failureOf(failure),
                  routee.name() + " at " + routee.standing().address() + ": " + saying(failure));
            }
          } else if (open != null) {
            open.release(); // its call is over: it can serve the next
          }
        });
  }

  private static void forward(
      Exchange exchange, Attempt attempt, RouteeConnection open, long nowNanos) {
    exchange.startTryDeadline(nowNanos);
    attempt.send(open);
    exchange.bodyWanted();
  }

  /** A try failed before the caller has seen anything of an answer. */
  void failed(Exchange exchange, Attempt attempt, TryFailure failure, String detail) {
    long nowNanos = exchange.loop().nowNanos();
    attempt.failed(failure.fault(), nowNanos);
    if (exchange.tries().mayFollow(exchange, attempt, failure, nowNanos)) {
      exchange.attempt(null);
      tryOnce(exchange);
    } else {
      exchange.refuse(Refusal.of(failure.error(), detail).from("", attempt.routee().name()));
    }
  }

  private static String saying(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int address = message.indexOf(": /");
    return address < 0 ? message : message.substring(0, address);
  }
}
