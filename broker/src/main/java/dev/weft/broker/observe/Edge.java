package dev.weft.broker.observe;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.StatusCounts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one loop counts of one edge. Belongs to its loop; counting allocates nothing but once a
 * second.
 */
final class Edge {
  final EdgeName name;
  final int hash;
  private int inFlight;
  private int failed;
  private int retries;
  private @Nullable LatencyCounts latencies;
  private StatusCounts statuses = new StatusCounts();
  private @Nullable String slowest;
  private long slowestNanos;
  private long sumNanos;
  private int idleTurns;

  Edge(EdgeName name, int hash) {
    this.name = name;
    this.hash = hash;
  }

  boolean is(String caller, ServiceName service, String route, @Nullable RouteeId routee) {
    return name.caller().equals(caller)
        && name.service().equals(service)
        && name.route().equals(route)
        && Objects.equals(name.routee(), routee);
  }

  static int hash(String caller, ServiceName service, String route, @Nullable RouteeId routee) {
    int hash = caller.hashCode();
    hash = hash * 31 + service.hashCode();
    hash = hash * 31 + route.hashCode();
    hash = hash * 31 + (routee == null ? 0 : routee.hashCode());
    return hash ^ (hash >>> 16);
  }

  void began() {
    inFlight++;
  }

  /** It goes on elsewhere. */
  void left() {
    inFlight--;
  }

  void ended(Outcome outcome, int newRetries, long durationNanos, CharSequence exchange) {
    inFlight--;
    statuses.record(outcome.status());
    retries += newRetries;
    if (outcome.failed()) {
      failed++;
    }
    if (latencies == null) {
      latencies = new LatencyCounts();
    }
    latencies.record(durationNanos);
    sumNanos += durationNanos;
    if (durationNanos > slowestNanos) {
      slowestNanos = durationNanos;
      slowest = exchange.toString();
    }
  }

  /** What happened since the last time; null if nothing did and nothing is under way. */
  @Nullable EdgeSignal take() {
    @Nullable LatencyCounts counts = latencies;
    if (counts == null && inFlight == 0) {
      idleTurns++;
      return null;
    }
    idleTurns = 0;
    var taken =
        new EdgeSignal(
            name,
            statuses,
            failed,
            retries,
            inFlight,
            counts == null ? EdgeSignal.NO_LATENCIES : counts,
            sumNanos,
            slowest,
            slowestNanos);
    statuses = new StatusCounts();
    failed = 0;
    retries = 0;
    latencies = null;
    slowest = null;
    slowestNanos = 0;
    sumNanos = 0;
    return taken;
  }

  /** For how many times in a row there was nothing to take. */
  int idleTurns() {
    return idleTurns;
  }
}
