package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.eject.Degradation;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.time.Clock;
import dev.weft.probe.detect.Finding;
import dev.weft.probe.detect.Outliers;
import dev.weft.probe.detect.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares, each second, how calls went at the routees of each service that the broker called, and
 * has it give less to those that do worse than their peers, and the probe degrade them. Runs on the
 * clock's threads.
 */
final class PeerWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Broker broker;
  private final Consumer<Map<RouteeId, Standing>> judge;
  private final EventSink events;
  private final String source;
  private final Clock clock;
  private final Clock.Timer timer;
  private final Map<ServiceName, Outliers> services = new HashMap<>();
  private Map<RouteeId, Degradation> degraded = Map.of();

  /**
   * @param judge hears each second how all routees stand that had calls of late
   * @param source who says so in events, such as {@code broker host-a}
   */
  PeerWatch(
      Broker broker,
      Consumer<Map<RouteeId, Standing>> judge,
      EventSink events,
      String source,
      Clock clock) {
    this.broker = broker;
    this.judge = judge;
    this.events = events;
    this.source = source;
    this.clock = clock;
    timer = clock.every(PERIOD, this::look);
  }

  private void look() {
    Map<ServiceName, List<RouteeObservation>> seen =
        broker.observations().stream().collect(Collectors.groupingBy(RouteeObservation::service));
    seen.keySet().forEach(service -> services.computeIfAbsent(service, _ -> new Outliers()));
    var now = new HashMap<RouteeId, Degradation>();
    var all = new HashMap<RouteeId, Standing>();
    var belongs = new HashMap<RouteeId, ServiceName>();
    services
        .entrySet()
        .removeIf(entry -> {
          ServiceName service = entry.getKey();
          Map<RouteeId, Standing> standings =
              entry.getValue().next(seen.getOrDefault(service, List.of()));
          all.putAll(standings);
          standings.forEach((routee, standing) -> {
            belongs.put(routee, service);
            if (standing.share() < 1) {
              now.put(routee, new Degradation(standing.share(), cause(routee, standing)));
            }
          });
          return standings.isEmpty();
        });
    broker.degrade(now);
    judge.accept(all);
    tell(now, belongs);
    degraded = Map.copyOf(now);
  }

  /** While its share rises again there are no findings: then it is still the old cause's. */
  private String cause(RouteeId routee, Standing standing) {
    @Nullable Degradation before = degraded.get(routee);
    return standing.findings().isEmpty() && before != null
        ? before.cause()
        : standing.findings().stream().map(Finding::sentence).collect(Collectors.joining("; "));
  }

  private void tell(Map<RouteeId, Degradation> now, Map<RouteeId, ServiceName> belongs) {
    var told = new ArrayList<MeshEvent>();
    now.forEach((routee, it) -> {
      if (!degraded.containsKey(routee)) {
        told.add(
            event(
                MeshEvent.Severity.WARNING,
                "Degraded",
                belongs.get(routee),
                routee,
                "does worse than its peers: "
                    + it.cause()
                    + "; it gets "
                    + Math.max(1, Math.round(it.share() * 100))
                    + " % of a peer's calls until it is like them again"));
      }
    });
    degraded.forEach((routee, it) -> {
      if (!now.containsKey(routee)) {
        told.add(
            event(
                MeshEvent.Severity.INFO,
                "Recovered",
                belongs.get(routee),
                routee,
                "gets its full share of calls again; it had less because of this: " + it.cause()));
      }
    });
    told.forEach(events::tell);
  }

  private MeshEvent event(
      MeshEvent.Severity severity,
      String reason,
      @Nullable ServiceName service,
      RouteeId routee,
      String message) {
    return new MeshEvent(clock.wall(), severity, reason, service, routee, source, message);
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
