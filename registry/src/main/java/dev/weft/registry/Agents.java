package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Names;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest report of each agent, in memory alone: after a restart of the registry each reports
 * again within a third of its lease. Safe for use by any thread.
 */
public final class Agents {
  /** The longest lease of an agent, so that none is silent for long after a restart. */
  public static final Duration MAX_TTL = Duration.ofSeconds(60);

  private static final int MAX_AGENTS = 10_000;

  private record Known(AgentReport report, Instant seen) {}

  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final LeaseTable table;
  private final Clock clock;

  Agents(LeaseTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  void report(String name, Duration ttl, AgentReport report) {
    require(Names.isSubdomain(name), "name", name, Names.SUBDOMAIN_RULE);
    boolean fits = ttl.toSeconds() >= 1 && ttl.compareTo(MAX_TTL) <= 0;
    require(
        fits,
        "ttlSeconds",
        Long.toString(ttl.toSeconds()),
        "a whole number from 1 to " + MAX_TTL.toSeconds());
    require(
        known.containsKey(name) || known.size() < MAX_AGENTS,
        "name",
        name,
        "one of at most " + MAX_AGENTS + " agents at a time");
    table.renewAgent(name, ttl); // first, or the report might be taken for a forgotten agent's
    known.put(name, new Known(report, clock.wall()));
  }

  private static void require(boolean holds, String field, String value, String accepted) {
    if (!holds) {
      throw new InvalidResourceException(
          "the agent's lease", List.of(new FieldError(field, value, accepted)));
    }
  }

  /** Whether an agent has reported and its lease runs. */
  boolean reports(String name) {
    return known.containsKey(name) && table.agentLives(name);
  }

  /** Every agent that has reported and is not forgotten yet, by name. */
  public List<Agent> list() {
    return known.entrySet().stream()
        .map(entry ->
            new Agent(
                entry.getKey(),
                table.agentLives(entry.getKey()),
                entry.getValue().seen,
                entry.getValue().report))
        .sorted(Comparator.comparing(Agent::name))
        .toList();
  }

  List<Agent> live() {
    return list().stream().filter(Agent::live).toList();
  }

  boolean nobodyRefuses() {
    return known.values().stream()
        .allMatch(one ->
            one.report.refused().isEmpty()
                && one.report.gateways().stream()
                    .allMatch(it -> it.unusable().isEmpty() && it.refused().isEmpty()));
  }

  /** Calls under way to a routee that is being drained, at all live agents. */
  int inFlight(RouteeId id) {
    return live().stream().mapToInt(agent -> inFlight(agent, id)).sum();
  }

  private static int inFlight(Agent agent, RouteeId id) {
    @Nullable Integer count = agent.report().inFlight().get(id);
    return count == null ? 0 : count;
  }

  /** Drops the reports of agents whose lease is gone. */
  void forgetGone() {
    known.keySet().removeIf(name -> !table.agentKnown(name));
  }
}
