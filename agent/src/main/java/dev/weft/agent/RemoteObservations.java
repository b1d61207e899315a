package dev.weft.agent;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.time.Clock;
import dev.weft.routee.RegistryEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells the registry once a second how a broker's calls went, of those routees alone that had any,
 * and what routees' processes use. What does not arrive is not sent again: the next second says
 * what matters then.
 */
public final class RemoteObservations implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RemoteObservations.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int MOST_ROUTEES = 10_000;

  private final RegistryCalls calls;
  private final String path;
  private final Supplier<List<RouteeObservation>> seen;
  private final Supplier<Map<ServiceName, Integer>> shed;
  private final Supplier<List<ProcessUse>> processes;
  private final Clock.Timer timer;

  private RemoteObservations(
      RegistryEndpoint registry,
      String agent,
      Supplier<List<RouteeObservation>> seen,
      Supplier<Map<ServiceName, Integer>> shed,
      Supplier<List<ProcessUse>> processes,
      Clock clock) {
    this.calls = new RegistryCalls(registry);
    this.path = "/apis/weft.dev/v1/agents/" + agent + "/observations";
    this.seen = seen;
    this.shed = shed;
    this.processes = processes;
    this.timer = clock.every(PERIOD, this::report);
  }

  /**
   * Starts.
   *
   * @param agent the agent's name
   * @param seen what happened since it was asked last; asked on the clock's thread
   * @param shed calls that were refused for want of room since it was asked last, by service
   * @param processes what was sampled of routees' processes since it was asked last
   */
  public static RemoteObservations start(
      RegistryEndpoint registry,
      String agent,
      Supplier<List<RouteeObservation>> seen,
      Supplier<Map<ServiceName, Integer>> shed,
      Supplier<List<ProcessUse>> processes,
      Clock clock) {
    return new RemoteObservations(registry, agent, seen, shed, processes, clock);
  }

  private void report() {
    List<Map<String, Object>> routees =
        seen.get().stream()
            .filter(one -> one.tries() > 0 || one.degraded() != null)
            .limit(MOST_ROUTEES)
            .map(RemoteObservations::tree)
            .toList();
    var refused = new LinkedHashMap<String, Object>();
    shed.get()
        .forEach((service, count) -> {
          if (count > 0) {
            refused.put(service.namespace() + "/" + service.name(), count);
          }
        });
    List<Map<String, Object>> used = processes.get().stream().map(SentProcess::tree).toList();
    if (routees.isEmpty() && refused.isEmpty() && used.isEmpty()) {
      return;
    }
    try {
      calls.put(path, Map.of("routees", routees, "shed", refused, "processes", used));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "observations are not taken: {0}", e.getMessage());
    }
  }

  private static Map<String, Object> tree(RouteeObservation one) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("namespace", one.routee().namespace());
    tree.put("name", one.routee().name());
    tree.put("service", one.service().name());
    tree.put("errors", one.errors());
    tree.put("inFlight", one.inFlight());
    tree.put("latencies", RemoteSignals.counts(one.latencies()));
    if (one.degraded() != null) {
      tree.put("degraded", one.degraded());
    }
    return tree;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
