package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.time.Clock;
import dev.weft.registry.AgentReport;
import dev.weft.registry.Leases;
import java.time.Duration;
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
  private boolean someAreOut;

  LocalAgent(Broker broker, Leases leases, Clock clock) {
    this.broker = broker;
    this.leases = leases;
    timer = clock.every(PERIOD, this::report);
  }

  private void report() {
    Snapshot snapshot = broker.snapshot();
    if (snapshot.revision() != seenRevision) {
      seenRevision = snapshot.revision();
      someAreOut =
          snapshot.services().values().stream()
              .flatMap(service -> service.routees().stream())
              .anyMatch(Routee::outOfService);
    }
    Map<RouteeId, Integer> inFlight = someAreOut ? CallsToThoseOut.at(broker) : Map.of();
    long revision = broker.appliedRevision(); // first: what is said below is not older
    leases.renewAgent(
        NAME,
        TTL,
        new AgentReport(revision, List.of(), inFlight, AgentReport.USUAL_KINDS, broker.gateways()));
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
