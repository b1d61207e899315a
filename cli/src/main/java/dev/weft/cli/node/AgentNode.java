package dev.weft.cli.node;

import dev.weft.agent.AgentLease;
import dev.weft.agent.RemoteEvents;
import dev.weft.agent.RemoteObservations;
import dev.weft.agent.RemoteSignals;
import dev.weft.agent.RemoteSnapshots;
import dev.weft.agent.RemoteVerdicts;
import dev.weft.broker.Broker;
import dev.weft.broker.BrokerException;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.broker.gateway.GatewayAddresses;
import dev.weft.broker.handover.Handover;
import dev.weft.broker.handover.Takeover;
import dev.weft.broker.listener.Inherited;
import dev.weft.cli.api.ApiClient;
import dev.weft.cli.files.ApiTarget;
import dev.weft.cli.files.DeclaredFiles;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.time.Clock;
import dev.weft.probe.Probe;
import dev.weft.probe.process.ProcessWatch;
import dev.weft.routee.RegistryEndpoint;
import dev.weft.routee.ThisHost;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * An agent: broker, probe and admin port of one host, fed by a registry on another.
 *
 * <p>It needs the registry for changes alone: it starts from its last good snapshot and serves from
 * it for as long as the registry is away.
 */
public final class AgentNode implements AutoCloseable {
  private static final Duration NEWS_LOOK = Duration.ofSeconds(1);

  private static final Duration FIRST_SNAPSHOT = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(AgentNode.class.getName());

  private final Parts parts = new Parts();
  private final Parts duties = new Parts(); // what only one agent of a name can do
  private final CountDownLatch replaced = new CountDownLatch(1);
  private final Options options;
  private final RemoteSnapshots snapshots;
  private final Broker broker;
  private final CallsToThoseOut callsToThoseOut;
  private final int adminPort;
  private Map<RouteeId, Integer> toldOut = Map.of();
  private Set<GatewayReport> toldGateways = Set.of();

  /**
   * Where the parts listen and keep their data. A port of 0 picks a free one.
   *
   * @param name of the agent, unique among those of one registry
   * @param brokerHost what the broker listens on
   * @param zone where the host is; empty if zones mean nothing to it
   * @param gatewayAddresses a range of the host's addresses for gateways
   * @param takeover whether to take the place of an agent that runs with the same data
   */
  public record Options(
      RegistryEndpoint registry,
      String name,
      String host,
      String brokerHost,
      int brokerPort,
      int adminPort,
      String zone,
      Path data,
      String gatewayAddresses,
      boolean takeover) {}

  private AgentNode(Options options, List<String> files, Consumer<String> say, Clock clock) {
    this.options = options;
    Path offered = options.data().resolve("agent.sock");
    Optional<Takeover> former = Optional.empty();
    try {
      Path file = options.data().resolve("agent-snapshot");
      snapshots = parts.opened(RemoteSnapshots.start(options.registry(), file, clock));
      if (options.takeover()) {
        former = takeOver(offered);
      }
      broker =
          parts.opened(
              Broker.start(
                  new Broker.Options(
                      options.brokerHost(),
                      options.brokerPort(),
                      0,
                      options.zone(),
                      new GatewayAddresses(
                          options.gatewayAddresses(), options.data().resolve("gateway-addresses"))),
                  snapshots,
                  clock,
                  former.map(Takeover::inherited).orElseGet(Inherited::nothing)));
      callsToThoseOut = new CallsToThoseOut(broker);
      if (former.isPresent()) {
        former.get().serving();
      }
      var remote = parts.opened(RemoteEvents.start(options.registry(), options.name(), clock));
      var events = parts.opened(new CalmEvents(remote, clock));
      broker.onEjection(new ToldEjections(options.name(), events, clock));
      var verdicts = duties.opened(RemoteVerdicts.start(options.registry(), options.name(), clock));
      Probe probe =
          duties.opened(
              Probe.start(
                  snapshots,
                  verdicts,
                  clock,
                  new Probe.Options(
                      routee -> options.name().equals(routee.leaseAgent()), ThisHost.id())));
      AgentAdmin admin =
          duties.opened(
              AgentAdmin.start(options.host(), options.adminPort(), broker, snapshots, clock));
      adminPort = admin.port();
      var unsent = new UnsentCalls();
      parts.opened(
          new PeerWatch(
              broker,
              probe::standings,
              unsent,
              new LoggedEvents(events),
              "broker " + options.name(),
              clock));
      parts.opened(
          RemoteObservations.start(
              options.registry(),
              options.name(),
              unsent::seen,
              unsent::shed,
              unsent::processes,
              clock));
      parts.opened(
          ProcessWatch.start(snapshots::current, ThisHost.id(), unsent::takeProcesses, clock));
      var signals = new RemoteSignals(options.registry(), options.name(), clock);
      parts.opened(new SignalBeat(broker.edges()::report, signals::report, clock));
      // The lease before the routees that it covers.
      AgentLease lease =
          duties.opened(AgentLease.start(options.registry(), options.name(), this::report, clock));
      Clock.Timer news = clock.every(NEWS_LOOK, () -> tellNews(lease));
      duties.opened(news::cancel);
      var target = new ApiTarget(new ApiClient(options.registry()), options.name(), this::isLost);
      duties.opened(DeclaredFiles.apply(files, options.name(), target, say)).follow(clock);
      offer(offered);
    } catch (IOException e) {
      close();
      throw new BrokerException("the other agent's place cannot be taken: " + e.getMessage(), e);
    } catch (BrokerException e) {
      close();
      throw !options.takeover() && Files.exists(offered)
          ? new BrokerException(
              e.getMessage() + "; an agent runs with this data: --takeover takes its place", e)
          : e;
    } catch (RuntimeException e) {
      close();
      throw e;
    } finally {
      former.ifPresent(Takeover::close);
    }
  }

  /** Whose place is taken must not be told so before there is something to serve. */
  private Optional<Takeover> takeOver(Path offered) throws IOException {
    Optional<Takeover> former = Takeover.from(offered);
    try {
      if (former.isPresent() && !snapshots.awaitFirst(FIRST_SNAPSHOT)) {
        former.get().close();
        throw new IOException("there is no snapshot to serve from; the other agent goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      former.ifPresent(Takeover::close);
      throw new InterruptedIOException("while waiting for a snapshot");
    }
    return former;
  }

  private void offer(Path offered) {
    if (broker.sockets().isEmpty()) {
      return; // this transport's cannot be passed on
    }
    try {
      parts.opened(Handover.offer(offered, broker::sockets, this::leave, replaced::countDown));
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no other agent can take this one''s place: {0}",
          e.getMessage());
    }
  }

  /** Another agent serves in this one's place: all but the calls under way is its own now. */
  private void leave() {
    duties.close();
    broker.stopListening();
    snapshots.close();
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

  /**
   * Somebody waits for calls to end where a routee is out of service, or for a gateway's address:
   * that is told sooner.
   */
  private void tellNews(AgentLease lease) {
    Map<RouteeId, Integer> out = callsToThoseOut.now();
    Set<GatewayReport> gateways = Set.copyOf(broker.gateways());
    if (!out.equals(toldOut) || !gateways.equals(toldGateways)) {
      toldOut = out;
      toldGateways = gateways;
      lease.renewNow();
    }
  }

  private AgentLease.Report report() {
    Map<String, Integer> inFlight = new HashMap<>();
    callsToThoseOut
        .now()
        .forEach((id, count) -> inFlight.put(id.namespace() + "/" + id.name(), count));
    long revision = broker.appliedRevision(); // first: what is said below is not older
    return new AgentLease.Report(revision, List.of(), inFlight, broker.gateways());
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

  public Broker broker() {
    return broker;
  }

  /** Has something closed with the agent, before what is there now. */
  public void closesWith(AutoCloseable part) {
    parts.opened(part);
  }

  /** Where calls go. */
  public URI brokerUri() {
    return Address.of("http", options.brokerHost(), broker.port());
  }

  /** Where the agent tells of itself. */
  public URI adminUri() {
    return Address.of("http", options.host(), adminPort);
  }

  /** Takes no new calls and waits for those in flight, at most for the given time. */
  public void drain(Duration grace) {
    broker.drain(grace);
  }

  /** Returns when another agent has taken this one's place, and only calls under way are left. */
  public void awaitReplaced() throws InterruptedException {
    replaced.await();
  }

  @Override
  public void close() {
    duties.close();
    parts.close();
  }
}
