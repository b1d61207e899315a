package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.model.mesh.RouteeId;
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
  private final CallsToThoseOut callsToThoseOut;
  private final Clock.Timer timer;

  LocalAgent(Broker broker, Leases leases, Clock clock) {
    this.broker = broker;
    this.leases = leases;
    callsToThoseOut = new CallsToThoseOut(broker);
    timer = clock.every(PERIOD, this::report);
  }

  private void report() {
    Map<RouteeId, Integer> inFlight = callsToThoseOut.now();
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
