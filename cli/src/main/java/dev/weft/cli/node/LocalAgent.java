package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.RouteeReport;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Routee.Duty;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.time.Clock;
import dev.weft.registry.AgentReport;
import dev.weft.registry.Leases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports to the registry in the same process what its broker runs, as an agent on another host
 * does over the API. Runs on the clock's threads.
 */
final class LocalAgent implements AutoCloseable {
  /** What it is called on resources and in lists of agents. */
  static final String NAME = "local";

  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final Duration TTL = Duration.ofSeconds(15);

  private final Broker broker;
  private final Leases leases;
  private final Clock.Timer timer;
  private long seenRevision = -1;
  private boolean draining;

  LocalAgent(Broker broker, Leases leases, Clock clock) {
    this.broker = broker;
    this.leases = leases;
    timer = clock.every(PERIOD, this::report);
  }

  private void report() {
    Snapshot snapshot = broker.snapshot();
    if (snapshot.revision() != seenRevision) {
      seenRevision = snapshot.revision();
      draining =
          snapshot.services().values().stream()
              .flatMap(service -> service.routees().stream())
              .anyMatch(routee -> routee.duty() == Duty.DRAINING);
    }
    Map<RouteeId, Integer> inFlight = draining ? inFlight() : Map.of();
    leases.renewAgent(NAME, TTL, new AgentReport(snapshot.revision(), List.of(), inFlight));
  }

  private Map<RouteeId, Integer> inFlight() {
    var counts = new HashMap<RouteeId, Integer>();
    for (RouteeReport report : broker.routees()) {
      Routee routee = report.routee();
      if (routee.duty() == Duty.DRAINING) {
        counts.merge(routee.id(), report.inFlight(), Integer::sum);
      }
    }
    return counts;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
