package dev.weft.broker.observe;

import dev.weft.broker.message.ExchangeId;
import dev.weft.broker.message.Head;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange tells of itself: counts it on its edge, and tells the observers once that it
 * began and once that it ended. Made by the exchange, on its loop; belongs to it.
 */
public final class Sighting implements ObservedExchange {
  private final ExchangeObserver observer;
  private final EdgeTable edges;
  private final ExchangeId id;
  private final @Nullable Head request;
  private final String callerAddress;
  private final long beganNanos;
  private String caller = "unknown";
  private String route = "";
  private @Nullable ServiceName service;
  private @Nullable RouteeId routee;
  private @Nullable Edge edge;
  private @Nullable List<FailedTry> failedTries;
  private long triedNanos;
  private int retries;

  /**
   * @param request null for a TCP connection
   */
  public Sighting(
      ExchangeObserver observer,
      EdgeTable edges,
      ExchangeId id,
      @Nullable Head request,
      String callerAddress,
      long beganNanos) {
    this.observer = observer;
    this.edges = edges;
    this.id = id;
    this.request = request;
    this.callerAddress = callerAddress;
    this.beganNanos = beganNanos;
  }

  // What the exchange says, in this order.

  /** Who calls; before it is routed. */
  public void calledBy(String name) {
    caller = name;
  }

  /** The route rule that matched; before it is routed. */
  public void matched(String rule) {
    route = rule;
  }

  /** A service was found. */
  public void routed(ServiceName to) {
    service = to;
    count(edges.edge(caller, to, route, null));
    observer.began(this);
  }

  /** A try begins at a routee. */
  public void tries(RouteeId at, long nowNanos) {
    triedNanos = nowNanos;
    if (!at.equals(routee) && service != null) {
      routee = at;
      count(edges.edge(caller, service, route, at));
    }
  }

  private void count(Edge next) {
    if (edge != null) {
      edge.left();
    }
    next.began();
    edge = next;
  }

  /** The last try has failed before the caller had seen anything of an answer. */
  public void tryFailed(String error, String detail, boolean followed, long nowNanos) {
    @Nullable RouteeId at = routee;
    if (at != null) {
      failedTries = failedTries == null ? new ArrayList<>(2) : failedTries;
      failedTries.add(
          new FailedTry(at, error, detail, triedNanos, nowNanos - triedNanos, followed));
    }
  }

  /** All is over. */
  public void ended(Outcome outcome, int retriesMade, long nowNanos) {
    retries = retriesMade;
    long took = nowNanos - beganNanos;
    if (edge != null) {
      edge.ended(outcome, retriesMade, took, id);
    } else {
      observer.began(this);
    }
    observer.ended(this, outcome, took);
  }

  // What observers read.

  @Override
  public ExchangeId id() {
    return id;
  }

  @Override
  public String caller() {
    return caller;
  }

  @Override
  public String callerAddress() {
    return callerAddress;
  }

  @Override
  public @Nullable Head request() {
    return request;
  }

  @Override
  public @Nullable ServiceName service() {
    return service;
  }

  @Override
  public String route() {
    return route;
  }

  @Override
  public @Nullable RouteeId routee() {
    return routee;
  }

  @Override
  public int retries() {
    return retries;
  }

  @Override
  public List<FailedTry> failedTries() {
    return failedTries == null ? List.of() : failedTries;
  }

  @Override
  public long beganNanos() {
    return beganNanos;
  }

  @Override
  public long triedNanos() {
    return triedNanos;
  }
}
