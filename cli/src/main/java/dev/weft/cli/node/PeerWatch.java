package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.eject.Degradation;
import dev.weft.broker.observe.Shortfalls;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EventSink;
import dev.weft.model.observe.LatencyCounts;
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
 * Looks, each second, at how the broker's calls went: compares the routees of each service and has
 * the broker give less to those that do worse than their peers, and the probe degrade them; reports
 * what was seen; and tells what changed. Runs on the clock's threads.
 */
final class PeerWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Broker broker;
  private final Consumer<Map<RouteeId, Standing>> judge;
  private final CallReports reports;
  private final EventSink events;
  private final ShortfallEvents shortfalls;
  private final String source;
  private final Clock clock;
  private final Clock.Timer timer;
  private final Map<ServiceName, Outliers> services = new HashMap<>();
  private final VerdictShares fromVerdicts = new VerdictShares();
  private Map<RouteeId, Degradation> degraded = Map.of(); // by this broker's own eyes alone

  /**
   * @param judge hears each second how all routees stand that had calls of late
   * @param reports gets what was seen, with what the broker holds against whom
   * @param source who says so in events, such as {@code broker host-a}
   */
  PeerWatch(
      Broker broker,
      Consumer<Map<RouteeId, Standing>> judge,
      CallReports reports,
      EventSink events,
      String source,
      Clock clock) {
    this.broker = broker;
    this.judge = judge;
    this.reports = reports;
    this.events = events;
    this.source = source;
    this.clock = clock;
    shortfalls = new ShortfallEvents(events, source, clock);
    timer = clock.every(PERIOD, this::look);
  }

  private void look() {
    List<RouteeObservation> observed = broker.observations();
    Map<ServiceName, List<RouteeObservation>> seen =
        observed.stream().collect(Collectors.groupingBy(RouteeObservation::service));
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
    var shares = new HashMap<>(fromVerdicts.next(broker.snapshot(), now.keySet()));
    shares.putAll(now);
    broker.degrade(shares);
    judge.accept(all);
    tell(now, belongs);
    degraded = Map.copyOf(now);
    report(observed, now, belongs);
  }

  /** Whoever is degraded is reported as such also in a second in which it had no calls. */
  private void report(
      List<RouteeObservation> observed,
      Map<RouteeId, Degradation> now,
      Map<RouteeId, ServiceName> belongs) {
    var seen = new ArrayList<RouteeObservation>();
    var quiet = new HashMap<>(now);
    for (RouteeObservation one : observed) {
      @Nullable Degradation against = quiet.remove(one.routee());
      seen.add(one.degraded(against == null ? null : words(against)));
    }
    quiet.forEach((routee, against) -> {
      @Nullable ServiceName service = belongs.get(routee);
      if (service != null) {
        seen.add(new RouteeObservation(routee, service, 0, 0, new LatencyCounts(), words(against)));
      }
    });
    Map<ServiceName, Shortfalls.Taken> lacking = broker.shortfalls();
    var shed = new HashMap<ServiceName, Integer>();
    lacking.forEach((service, taken) -> {
      if (taken.shed() > 0) {
        shed.put(service, (int) Math.min(Integer.MAX_VALUE, taken.shed()));
      }
    });
    reports.take(seen, shed);
    shortfalls.next(lacking);
  }

  /** While its share rises again there are no findings: then it is still the old cause's. */
  private String cause(RouteeId routee, Standing standing) {
    @Nullable Degradation before = degraded.get(routee);
    return standing.findings().isEmpty() && before != null
        ? before.cause()
        : standing.findings().stream().map(Finding::sentence).collect(Collectors.joining("; "));
  }

  private static String words(Degradation against) {
    long percent = Math.max(1, Math.round(against.share() * 100));
    return against.cause() + "; it gets " + percent + " % of a peer's calls";
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
                routee
                    + " does worse than its peers: "
                    + words(it)
                    + " until it is like them again"));
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
                routee
                    + " gets its full share of calls again; it had less because of this: "
                    + it.cause()));
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
