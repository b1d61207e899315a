package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
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
 */
public record AgentReport(
    long revision, List<Refused> refused, Map<RouteeId, Integer> inFlight, Set<Kind> kinds) {
  /** More than these say nothing new. */
  public static final int MAX_REFUSED = 256;

  /** What every broker runs. */
  public static final Set<Kind> USUAL_KINDS = Set.of(Kind.SERVICE_POLICY);

  public AgentReport {
    refused = List.copyOf(refused.subList(0, Math.min(refused.size(), MAX_REFUSED)));
    inFlight = Map.copyOf(inFlight);
    kinds = Set.copyOf(kinds);
  }

  /** A report of a broker that runs the usual kinds. */
  public AgentReport(long revision, List<Refused> refused, Map<RouteeId, Integer> inFlight) {
    this(revision, refused, inFlight, USUAL_KINDS);
  }

  /**
   * A resource that a broker does not serve.
   *
   * @param namespace empty for kinds that live in none
   * @param reason a sentence for people
   */
  public record Refused(Kind kind, String namespace, String name, String reason) {}
}
