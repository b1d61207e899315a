package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.broker.gateway.GatewayAddresses;
import dev.weft.cli.files.CatalogTarget;
import dev.weft.cli.files.DeclaredFiles;
import dev.weft.control.ControlServer;
import dev.weft.control.LocalBroker;
import dev.weft.control.http.Rehearsal;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.probe.Probe;
import dev.weft.probe.process.ProcessWatch;
import dev.weft.registry.Registry;
import dev.weft.routee.ThisHost;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * A whole mesh in one process: registry, its API, a broker, a probe and the agent's admin port.
 *
 * <p>Made and closed by one thread; what it returns may be used by any.
 */
public final class Mesh implements AutoCloseable {
  private final Parts parts = new Parts();
  private final Registry registry;
  private final ControlServer control;
  private final Broker broker;
  private final AgentAdmin admin;
  private final Options options;

  /**
   * Where the parts listen and keep their data. A port of 0 picks a free one.
   *
   * @param control where the API listens
   * @param host an address of this machine, for the admin port
   * @param brokerHost what the broker listens on
   * @param zone where this machine is; empty if zones mean nothing to it
   * @param gatewayAddresses a range of this machine's addresses for gateways
   */
  public record Options(
      ControlServer.Options control,
      String host,
      String brokerHost,
      int brokerPort,
      int adminPort,
      String zone,
      String gatewayAddresses) {
    /** With the usual addresses for gateways. */
    public Options(
        ControlServer.Options control,
        String host,
        String brokerHost,
        int brokerPort,
        int adminPort,
        String zone) {
      this(control, host, brokerHost, brokerPort, adminPort, zone, GatewayAddresses.DEFAULT_RANGE);
    }
  }

  private Mesh(
      Options options,
      Path data,
      List<Resource> resources,
      List<String> files,
      Consumer<String> say,
      Clock clock) {
    this.options = options;
    Rehearsal.begin(clock); // the store's reading keeps one core busy, not two
    try {
      registry = opened(Registry.open(data, clock));
      resources.forEach(registry.catalog()::put);
      var target = new CatalogTarget(registry.catalog());
      var declared = opened(DeclaredFiles.apply(files, "", target, say));
      // The API takes as long to start as all the others together, so it starts beside them.
      var inProcess = new LocalBroker();
      var starting = new FutureTask<>(() -> startControl(options, registry, inProcess, clock));
      Thread.ofVirtual().name("weft-start-control").start(starting);
      try {
        broker =
            opened(
                Broker.start(
                    new Broker.Options(
                        options.brokerHost(),
                        options.brokerPort(),
                        0,
                        options.zone(),
                        new GatewayAddresses(
                            options.gatewayAddresses(), data.resolve("gateway-addresses"))),
                    registry.snapshots(),
                    clock));
        inProcess.is(broker);
        var events = opened(new CalmEvents(registry.events(), clock));
        broker.onEjection(new ToldEjections(LocalAgent.NAME, events, clock));
        Probe probe =
            opened(
                Probe.start(
                    registry.snapshots(),
                    registry.verdicts(),
                    clock,
                    new Probe.Options(_ -> true, ThisHost.id())));
        opened(new LocalAgent(broker, registry.leases(), clock));
        opened(
            new PeerWatch(
                broker,
                probe::standings,
                (seen, shed) -> registry.observations().take(LocalAgent.NAME, seen, shed),
                new LoggedEvents(events),
                "broker " + LocalAgent.NAME,
                clock));
        opened(
            new SignalBeat(
                broker.edges()::report,
                seen -> registry.signals().take(LocalAgent.NAME, seen),
                clock));
        opened(
            ProcessWatch.start(
                registry.snapshots()::current,
                ThisHost.id(),
                uses -> registry.processes().take(LocalAgent.NAME, uses),
                clock));
        admin =
            opened(
                AgentAdmin.start(
                    options.host(), options.adminPort(), broker, registry.snapshots(), clock));
      } finally {
        control = opened(await(starting));
      }
      declared.follow(clock);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts every part; returns when all of them serve.
   *
   * @param data where the registry keeps its store
   * @param resources put into the catalog before anything listens
   * @param files put into it too, and followed
   * @param say hears what becomes of the files
   */
  public static Mesh start(
      Options options,
      Path data,
      List<Resource> resources,
      List<String> files,
      Consumer<String> say,
      Clock clock) {
    return new Mesh(options, data, resources, files, say, clock);
  }

  private static ControlServer startControl(
      Options options, Registry registry, LocalBroker broker, Clock clock) {
    return ControlServer.start(options.control(), registry, broker, clock);
  }

  private static <T> T await(FutureTask<T> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the API started", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("the API did not start", e.getCause());
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    return parts.opened(part);
  }

  /** Has something closed with the mesh, before what is there now. */
  public void closesWith(AutoCloseable part) {
    opened(part);
  }

  public Registry registry() {
    return registry;
  }

  public Broker broker() {
    return broker;
  }

  /** Where the API and the dashboard are. */
  public URI registryUri() {
    return Address.of(options.control(), control.port());
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

  /** Stops every part, the last one started first. */
  @Override
  public void close() {
    parts.close();
  }
}
