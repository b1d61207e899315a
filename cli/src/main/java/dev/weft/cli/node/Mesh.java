package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.admin.AgentAdmin;
import dev.weft.control.ControlServer;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.probe.Probe;
import dev.weft.registry.Registry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A whole mesh in one process: registry, its API, a broker, a probe and the agent's admin port.
 *
 * <p>Made and closed by one thread; what it returns may be used by any.
 */
public final class Mesh implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Registry registry;
  private final ControlServer control;
  private final Broker broker;
  private final AgentAdmin admin;
  private final Options options;

  /**
   * Where the parts listen and keep their data. A port of 0 picks a free one.
   *
   * @param host an address of this machine
   */
  public record Options(String host, int registryPort, int brokerPort, int adminPort, Path data) {}

  private Mesh(Options options, List<Resource> resources, Clock clock) {
    this.options = options;
    try {
      registry = opened(Registry.open(options.data(), clock));
      resources.forEach(registry.catalog()::put);
      // The API takes as long to start as all the others together, so it starts beside them.
      var starting = new FutureTask<>(() -> startControl(options, registry, clock));
      Thread.ofVirtual().name("weft-start-control").start(starting);
      try {
        broker =
            opened(
                Broker.start(
                    new Broker.Options(options.host(), options.brokerPort(), 0),
                    registry.snapshots(),
                    clock));
        opened(Probe.start(registry.snapshots(), registry.verdicts(), clock));
        admin =
            opened(
                AgentAdmin.start(
                    options.host(), options.adminPort(), broker, registry.snapshots(), clock));
      } finally {
        control = opened(await(starting));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts every part; returns when all of them serve.
   *
   * @param resources put into the catalog before anything listens
   */
  public static Mesh start(Options options, List<Resource> resources, Clock clock) {
    return new Mesh(options, resources, clock);
  }

  private static ControlServer startControl(Options options, Registry registry, Clock clock) {
    return ControlServer.start(
        new ControlServer.Options(options.host(), options.registryPort(), options.data()),
        registry,
        clock);
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
    parts.push(part);
    return part;
  }

  public Registry registry() {
    return registry;
  }

  public Broker broker() {
    return broker;
  }

  /** Where the API and the dashboard are. */
  public URI registryUri() {
    return uri(control.port());
  }

  /** Where calls go. */
  public URI brokerUri() {
    return uri(broker.port());
  }

  /** Where the agent tells of itself. */
  public URI adminUri() {
    return uri(admin.port());
  }

  private URI uri(int port) {
    String host = options.host().indexOf(':') >= 0 ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + port);
  }

  /** Takes no new calls and waits for those in flight, at most for the given time. */
  public void drain(Duration grace) {
    broker.drain(grace);
  }

  /** Stops every part, the last one started first. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger(Mesh.class.getName())
            .log(
                System.Logger.Level.WARNING, part.getClass().getSimpleName() + " did not close", e);
      }
    }
  }
}
