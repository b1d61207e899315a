package dev.weft.broker.lane;

import dev.weft.broker.balance.Load;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.eject.Fault;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.testkit.FakeClock;
import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A service of one destination as one loop sees it, while snapshots, ejections and time go by. */
final class LaneFixture {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final EjectPolicy ALL_MAY_BE_OUT =
      new EjectPolicy(5, Duration.ofSeconds(10), Duration.ofSeconds(60), 100);
  static final long SECOND = 1_000_000_000;

  final long seed = new Random().nextLong();
  final SplittableRandom random = new SplittableRandom(seed);
  final List<Routee> routees = new ArrayList<>();
  private final Deadlines ticks = new Deadlines(new DefaultEventLoop(), new FakeClock(), 10);
  private final Map<Standing, RouteeLane> lanes = new HashMap<>();
  BalancePolicy balance = new BalancePolicy(Algorithm.RANDOM, 50, Duration.ZERO);
  private Routes routes = Routes.empty();
  private @Nullable DestinationLane lane;
  String zone = "";
  private long revision;
  long nowNanos = -5 * SECOND; // clocks may be negative

  void have(String name, String inZone, Map<String, String> labels, int weight) {
    routees.add(
        new Routee(
            new RouteeId("default", name),
            ORDERS,
            "127.0.0.1",
            List.of(new RouteePort("", 1_000 + routees.size(), Protocol.HTTP)),
            inZone,
            weight,
            labels,
            null,
            new Verdict(Verdict.State.PASSING, List.of("set by a test"), Instant.EPOCH)));
  }

  void have(String... names) {
    for (String name : names) {
      have(name, "", Map.of(), 100);
    }
  }

  /** A new snapshot of what there is now. */
  DestinationLane swap() {
    var policy =
        new ServicePolicy(
            List.of(),
            ProbePolicy.DEFAULT,
            balance,
            ALL_MAY_BE_OUT,
            LimitPolicy.DEFAULT,
            RetryPolicy.DEFAULT,
            TimeoutPolicy.DEFAULT);
    var state = new Snapshot.ServiceState(new Service(ORDERS, List.of()), policy, routees);
    routes = routes.next(new Snapshot(++revision, Map.of(ORDERS, state)), new Deaf(), nowNanos);
    return enter(Objects.requireNonNull(routes.find("orders")));
  }

  DestinationLane enter(Destination destination) {
    RouteeLane[] members =
        destination.admitted().stream()
            .map(standing ->
                lanes.computeIfAbsent(
                    standing,
                    one ->
                        new RouteeLane(
                            one,
                            new Load(),
                            new Observed(),
                            new IdleConnections(),
                            dev.weft.broker.balance.CallKey.session(one.routee().id()))))
            .toArray(RouteeLane[]::new);
    lane = new DestinationLane(destination, members, random, lane, 1, zone, ticks);
    return lane;
  }

  private static final class Deaf implements EjectionListener {
    @Override
    public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {}

    @Override
    public void returned(ServiceName service, RouteeId routee) {}
  }

  RouteeLane pick(long key) {
    return Objects.requireNonNull(
        Objects.requireNonNull(lane).pick(List.of(), true, key, nowNanos), "a routee");
  }

  Map<String, Integer> picks(int times) {
    var picked = new HashMap<String, Integer>();
    for (int i = 0; i < times; i++) {
      picked.merge(pick(0).standing().routee().id().name(), 1, Integer::sum);
    }
    return picked;
  }

  RouteeLane named(String name) {
    return lanes.values().stream()
        .filter(one -> one.standing().routee().id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  void eject(String name) {
    named(name).standing().failed(Fault.REFUSED, false, nowNanos);
  }
}
