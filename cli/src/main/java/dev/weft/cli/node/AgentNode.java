package dev.weft.cli.node;

import dev.weft.agent.AgentLease;
import dev.weft.agent.RemoteSnapshots;
import dev.weft.agent.RemoteVerdicts;
import dev.weft.broker.Broker;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.files.ApiTarget;
import dev.weft.cli.files.DeclaredFiles;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.probe.Probe;
import dev.weft.routee.RegistryEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An agent: broker, probe and admin port of one host, fed by a registry on another.
 *
 * <p>It needs the registry for changes alone: it starts from its last good snapshot and serves from
 * it for as long as the registry is away.
 */
public final class AgentNode implements AutoCloseable {
  private static final Duration DRAIN_LOOK = Duration.ofSeconds(1);

  private final Parts parts = new Parts();
  private final Options options;
  private final RemoteSnapshots snapshots;
  private final Broker broker;
  private final AgentAdmin admin;
  private Map<RouteeId, Integer> toldOut = Map.of();

  /**
   * Where the parts listen and keep their data. A port of 0 picks a free one.
   *
   * @param name of the agent, unique among those of one registry
   * @param brokerHost what the broker listens on
   * @param zone where the host is; empty if zones mean nothing to it
   */
  public record Options(
      RegistryEndpoint registry,
      String name,
      String host,
      String brokerHost,
      int brokerPort,
      int adminPort,
      String zone,
      Path data) {}

  private AgentNode(Options options, List<String> files, Consumer<String> say, Clock clock) {
    this.options = options;
    try {
      Path file = options.data().resolve("agent-snapshot");
      snapshots = parts.opened(RemoteSnapshots.start(options.registry(), file, clock));
      broker =
          parts.opened(
              Broker.start(
                  new Broker.Options(options.brokerHost(), options.brokerPort(), 0, options.zone()),
                  snapshots,
                  clock));
      var verdicts = parts.opened(RemoteVerdicts.start(options.registry(), options.name(), clock));
      parts.opened(
          Probe.start(
              snapshots, verdicts, clock, routee -> options.name().equals(routee.leaseAgent())));
      admin =
          parts.opened(
              AgentAdmin.start(options.host(), options.adminPort(), broker, snapshots, clock));
      // The lease before the routees that it covers.
      AgentLease lease =
          parts.opened(AgentLease.start(options.registry(), options.name(), this::report, clock));
      Clock.Timer draining = clock.every(DRAIN_LOOK, () -> tellOfDrains(lease));
      parts.opened(draining::cancel);
      var target = new ApiTarget(new ApiClient(options.registry()), options.name(), this::isLost);
      parts.opened(DeclaredFiles.apply(files, options.name(), target, say)).follow(clock);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts every part; returns without waiting for the registry.
   *
   * @param files whose routees are registered under this agent's lease
   * @param say hears what becomes of the files
   */
  public static AgentNode start(
      Options options, List<String> files, Consumer<String> say, Clock clock) {
    return new AgentNode(options, files, say, clock);
  }

  /** Somebody waits for calls to end where a routee is out of service: that is told sooner. */
  private void tellOfDrains(AgentLease lease) {
    Map<RouteeId, Integer> out = CallsToThoseOut.at(broker);
    if (!out.equals(toldOut)) {
      toldOut = out;
      lease.renewNow();
    }
  }

  private AgentLease.Report report() {
    Map<String, Integer> inFlight = new HashMap<>();
    CallsToThoseOut.at(broker)
        .forEach((id, count) -> inFlight.put(id.namespace() + "/" + id.name(), count));
    return new AgentLease.Report(broker.snapshot().revision(), List.of(), inFlight);
  }

  /** Only a registry that is followed can be said to have lost something. */
  private boolean isLost(Resource routee) {
    if (!snapshots.live()) {
      return false;
    }
    Snapshot snapshot = snapshots.current();
    var id = new RouteeId(routee.metadata().namespace(), routee.metadata().name());
    var service = new ServiceName(id.namespace(), String.valueOf(routee.spec().get("service")));
    // Where it is expected first: this is asked of every routee twice a second.
    return snapshot.service(service).map(state -> state.routee(id)).isEmpty()
        && snapshot.services().values().stream().allMatch(state -> state.routee(id) == null);
  }

  /** Waits for a snapshot to serve from; false if there was none in time. */
  public boolean awaitFirst(Duration timeout) throws InterruptedException {
    return snapshots.awaitFirst(timeout);
  }

  /** Where calls go. */
  public URI brokerUri() {
    return Address.of("http", options.brokerHost(), broker.port());
  }

  /** Where the agent tells of itself. */
  public URI adminUri() {
    return Address.of("http", options.host(), admin.port());
  }

  /** Takes no new calls and waits for those in flight, at most for the given time. */
  public void drain(Duration grace) {
    broker.drain(grace);
  }

  @Override
  public void close() {
    parts.close();
  }
}
