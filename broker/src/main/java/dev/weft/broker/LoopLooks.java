package dev.weft.broker;

import dev.weft.broker.eject.Standing;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.Observed;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.route.Routes;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.route.GatewayId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what the loops hold, from outside: each answers on its own thread, and the answers are
 * added up. Blocks as {@link Loop#ask} does.
 */
final class LoopLooks {
  private final List<Loop> loops;

  /**
   * @param loops not copied, as they are made later
   */
  LoopLooks(List<Loop> loops) {
    this.loops = loops;
  }

  List<RouteeReport> routees(Routes routes, long nowNanos) {
    Map<Standing, List<LaneReport>> lanes =
        flat(loop -> loop.routees().stream().map(lane -> LaneReport.of(lane, nowNanos)).toList())
            .collect(Collectors.groupingBy(LaneReport::standing));
    return routes.all().stream()
        .flatMap(service ->
            service.standings().stream()
                .map(standing ->
                    LaneReport.sum(
                        standing,
                        service.main().key().gateway(),
                        lanes.getOrDefault(standing, List.of()))))
        .sorted((one, other) -> one.routee().id().compareTo(other.routee().id()))
        .toList();
  }

  /** What was seen of each routee since the last time; those that had no calls are left out. */
  List<RouteeObservation> observations() {
    Map<RouteeId, RouteeObservation> all = new HashMap<>();
    flat(LoopLooks::take).forEach(one -> all.merge(one.routee(), one, LoopLooks::sum));
    return List.copyOf(all.values());
  }

  /** What each loop counted of its edges since the last time. */
  List<EdgeSignal> edges() {
    return flat(loop -> loop.edges().take()).toList();
  }

  private static List<RouteeObservation> take(Loop loop) {
    var seen = new ArrayList<RouteeObservation>();
    for (RouteeLane lane : loop.routees()) {
      int inFlight = lane.load().inFlight();
      Observed.Taken taken = lane.observed().take();
      if (inFlight > 0 || taken.errors() > 0 || taken.latencies().total() > 0) {
        Routee routee = lane.standing().routee();
        seen.add(
            new RouteeObservation(
                routee.id(), routee.service(), taken.errors(), inFlight, taken.latencies()));
      }
    }
    return seen;
  }

  /** Of two loops, or of two ports of one routee. */
  private static RouteeObservation sum(RouteeObservation one, RouteeObservation other) {
    LatencyCounts latencies = one.latencies().copy();
    latencies.add(other.latencies());
    return new RouteeObservation(
        one.routee(),
        one.service(),
        one.errors() + other.errors(),
        one.inFlight() + other.inFlight(),
        latencies);
  }

  private <T> Stream<T> flat(Function<Loop, List<T>> question) {
    return Loop.ask(loops, question).stream().flatMap(List::stream);
  }

  /** What one loop says of a routee, read on that loop. */
  private record LaneReport(Standing standing, double ewmaNanos, int inFlight, int idle) {
    static LaneReport of(RouteeLane lane, long nowNanos) {
      return new LaneReport(
          lane.standing(),
          lane.load().ewmaNanos(nowNanos),
          lane.load().inFlight(),
          lane.idle().size());
    }

    static RouteeReport sum(
        Standing standing, @Nullable GatewayId gateway, List<LaneReport> lanes) {
      double ewma = 0;
      int inFlight = 0;
      int idle = 0;
      for (LaneReport lane : lanes) {
        ewma = Math.max(ewma, lane.ewmaNanos);
        inFlight += lane.inFlight;
        idle += lane.idle;
      }
      return new RouteeReport(
          standing.routee(),
          standing.address().toString(),
          standing.tls(),
          gateway,
          standing.state(),
          standing.degraded(),
          ewma,
          inFlight,
          standing.limit().calls(),
          idle);
    }
  }
}
