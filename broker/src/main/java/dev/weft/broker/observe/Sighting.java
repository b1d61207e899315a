package dev.weft.broker.observe;

import dev.weft.broker.balance.PickNote;
import dev.weft.broker.message.ExchangeId;
import dev.weft.broker.message.GrpcStatus;
import dev.weft.broker.message.Head;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final Picked picked = new Picked();
  private final Asked asked;
  private final TrailBook trails;
  private final String protocol;
  private String next = "";
  private long answeredNanos;
  private long waitingSinceNanos;
  private long waitedNanos;
  private long slowNanos = Long.MAX_VALUE;
  private int grpcStatus = -1;
  private long bytesIn;
  private long bytesOut;
  private @Nullable Tracing tracing;
  private long trySpan;
  private @Nullable Trail kept;
  private @Nullable Trail shared;

  /**
   * @param protocol that the caller speaks
   * @param request null for a TCP connection
   */
  public Sighting(
      ExchangeObserver observer,
      EdgeTable edges,
      TrailBook trails,
      String protocol,
      ExchangeId id,
      @Nullable Head request,
      String callerAddress,
      long beganNanos) {
    this.observer = observer;
    this.edges = edges;
    this.trails = trails;
    this.protocol = protocol;
    this.id = id;
    this.request = request;
    this.callerAddress = callerAddress;
    this.beganNanos = beganNanos;
    asked = Asked.in(request);
  }

  // What the exchange says, in this order.

  /** Who calls, as far as is known by now. */
  public void calledBy(String name) {
    if (!name.equals(caller)) {
      caller = name;
      recount();
    }
  }

  /** The route rule that matched; before it is routed. */
  public void matched(String rule) {
    route = rule;
  }

  /** A service was found. */
  public void routed(ServiceName to) {
    service = to;
    if (edges.counts()) {
      count(edges.edge(caller, to, route, null));
    }
    observer.began(this);
  }

  /** It is part of a trace. */
  public void tracedBy(Tracing newTracing) {
    tracing = newTracing;
  }

  /** The span of the try that counts; 0 for none. */
  public void trySpan(long span) {
    trySpan = span;
  }

  /** A routee is picked, and a try follows. */
  public void picked(PickNote note, @Nullable RouteeId comparedWith) {
    picked.set(note, comparedWith);
  }

  /** It waits for a connection, or for room at a routee. */
  public void waits(long nowNanos) {
    if (waitingSinceNanos == 0) {
      waitingSinceNanos = nowNanos;
    }
  }

  /**
   * An answer that is a failure becomes the caller's.
   *
   * @param why no other try follows
   */
  public void keptAnswer(String why) {
    next = why;
  }

  /** The answer begins. */
  public void answers(Head answer, long nowNanos) {
    answeredNanos = nowNanos;
    grpcStatus = GrpcStatus.of(answer);
  }

  /**
   * The answer is whole.
   *
   * @param trailers null for none
   */
  public void answerEnds(@Nullable Head trailers) {
    if (trailers != null) {
      grpcStatus = GrpcStatus.of(trailers);
    }
  }

  /** Some of the request's body was passed on. */
  public void passedIn(int bytes) {
    bytesIn += bytes;
  }

  /** Some of the answer's body was passed on. */
  public void passedOut(int bytes) {
    bytesOut += bytes;
  }

  /** After which time without an answer it counts as slow. */
  public void slowAfter(long nanos) {
    slowNanos = nanos;
  }

  private void waited(long nowNanos) {
    if (waitingSinceNanos != 0) {
      waitedNanos += nowNanos - waitingSinceNanos;
      waitingSinceNanos = 0;
    }
  }

  /** A try begins at a routee. */
  public void tries(RouteeId at, long nowNanos) {
    waited(nowNanos);
    triedNanos = nowNanos;
    if (!at.equals(routee) && service != null) {
      routee = at;
      recount();
    }
  }

  /** The call has turned out to be another edge's. */
  private void recount() {
    if (edge != null && service != null) {
      count(edges.edge(caller, service, route, routee));
    }
  }

  private void count(Edge next) {
    if (edge != null) {
      edge.left();
    }
    next.began();
    edge = next;
  }

  /**
   * The last try has failed before the caller had seen anything of an answer.
   *
   * @param next why another follows, or why none does
   */
  public void tryFailed(String error, String detail, boolean followed, String next, long nowNanos) {
    @Nullable RouteeId at = routee;
    if (at != null) {
      failedTries = failedTries == null ? new ArrayList<>(2) : failedTries;
      failedTries.add(
          new FailedTry(
              at,
              error,
              detail,
              triedNanos,
              nowNanos - triedNanos,
              followed,
              picked.words(),
              picked.opened(),
              next,
              trySpan));
    }
  }

  /** All is over. */
  public void ended(Outcome outcome, int retriesMade, long nowNanos) {
    retries = retriesMade;
    waited(nowNanos);
    long took = nowNanos - beganNanos;
    if (edge != null) {
      edge.ended(outcome, retriesMade, took, id);
    }
    if (service == null) {
      observer.began(this);
    }
    kept = trails.keep(this, outcome, took);
    observer.ended(this, outcome, took);
  }

  /** Why it went where it goes, for a field of the answer: visible ASCII. */
  public String explained() {
    var said = new StringBuilder(128).append(routee).append("; why=\"").append(picked.words());
    said.append('"');
    if (!route.isEmpty()) {
      said.append("; route=\"").append(route).append('"');
    }
    if (waitedNanos > 0) {
      said.append("; waited=").append(waitedNanos / 1_000_000).append("ms");
    }
    for (FailedTry one : failedTries()) {
      said.append("; failed=\"").append(one.routee()).append(' ').append(one.error());
      said.append(" after ").append(one.tookNanos() / 1_000_000).append(" ms\"");
    }
    return said.append("; connection=").append(picked.opened() ? "opened" : "kept").toString();
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

  @Override
  public Picked picked() {
    return picked;
  }

  @Override
  public String next() {
    return next;
  }

  @Override
  public long answeredNanos() {
    return answeredNanos;
  }

  @Override
  public long waitedNanos() {
    return waitedNanos;
  }

  @Override
  public long slowNanos() {
    return slowNanos;
  }

  @Override
  public Asked asked() {
    return asked;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public int grpcStatus() {
    return grpcStatus;
  }

  @Override
  public long bytesIn() {
    return bytesIn;
  }

  @Override
  public long bytesOut() {
    return bytesOut;
  }

  @Override
  public long trySpan() {
    return trySpan;
  }

  @Override
  public @Nullable Tracing tracing() {
    return tracing;
  }

  @Override
  public Trail.Notable notable() {
    return Objects.requireNonNull(kept, "ended").notable();
  }

  @Override
  public Trail trail() {
    Trail copy = shared;
    if (copy == null) {
      copy = Objects.requireNonNull(kept, "ended").copy();
      shared = copy;
    }
    return copy;
  }
}
