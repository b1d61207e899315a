package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.GatewayReport;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an agent says of itself when it renews its lease.
 *
 * @param revision of the newest snapshot that its broker serves
 * @param refused resources of that snapshot that the broker cannot serve; at most {@link
 *     #MAX_REFUSED} are kept
 * @param inFlight exchanges under way to each routee that is being drained; routees that are left
 *     out have none
 * @param kinds of configuration that this broker knows how to run
 * @param gateways how the broker listens for each gateway that it knows of; at most {@link
 *     #MAX_GATEWAYS} are kept
 */
public record AgentReport(
    long revision,
    List<Refused> refused,
    Map<RouteeId, Integer> inFlight,
    Set<Kind> kinds,
    List<GatewayReport> gateways) {
  /** More than these say nothing new. */
  public static final int MAX_REFUSED = 256;

  /** More gateways than these have their addresses from other agents. */
  public static final int MAX_GATEWAYS = 10_000;

  /** What every broker runs. */
  public static final Set<Kind> USUAL_KINDS =
      Set.of(
          Kind.SERVICE_POLICY,
          Kind.GATEWAY,
          Kind.LISTENER_SET,
          Kind.HTTP_ROUTE,
          Kind.GRPC_ROUTE,
          Kind.TCP_ROUTE,
          Kind.TLS_ROUTE,
          Kind.BACKEND_TLS_POLICY);

  public AgentReport {
    refused = List.copyOf(refused.subList(0, Math.min(refused.size(), MAX_REFUSED)));
    inFlight = Map.copyOf(inFlight);
    kinds = Set.copyOf(kinds);
    gateways = List.copyOf(gateways.subList(0, Math.min(gateways.size(), MAX_GATEWAYS)));
  }

  /** A report of a broker that runs the usual kinds. */
  public AgentReport(long revision, List<Refused> refused, Map<RouteeId, Integer> inFlight) {
    this(revision, refused, inFlight, USUAL_KINDS, List.of());
  }

  /**
   * A resource that a broker does not serve.
   *
   * @param namespace empty for kinds that live in none
   * @param reason a sentence for people
   */
  public record Refused(Kind kind, String namespace, String name, String reason) {}
}
