package dev.weft.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.weft.broker.balance.Load;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.eject.Fault;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.model.mesh.Affinity;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.BalancePolicy.Zones;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.HashOn;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.PriorityTier;
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
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One loop's picks as snapshots, ejections and time go by. */
class BalancingTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final EjectPolicy ALL_MAY_BE_OUT =
      new EjectPolicy(5, Duration.ofSeconds(10), Duration.ofSeconds(60), 100);
  private static final long SECOND = 1_000_000_000;

  private final long seed = new Random().nextLong();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Routee> routees = new ArrayList<>();
  private final Map<Standing, RouteeLane> lanes = new HashMap<>();
  private BalancePolicy balance = new BalancePolicy(Algorithm.RANDOM, 50, Duration.ZERO);
  private Routes routes = Routes.empty();
  private @Nullable DestinationLane lane;
  private String zone = "";
  private long revision;
  private long nowNanos = -5 * SECOND; // clocks may be negative

  private void have(String name, String inZone, Map<String, String> labels, int weight) {
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

  private void have(String... names) {
    for (String name : names) {
      have(name, "", Map.of(), 100);
    }
  }

  /** A new snapshot of what there is now. */
  private DestinationLane swap() {
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

  private DestinationLane enter(Destination destination) {
    RouteeLane[] members =
        destination.admitted().stream()
            .map(standing ->
                lanes.computeIfAbsent(
                    standing,
                    one ->
                        new RouteeLane(
                            one,
                            new Load(),
                            new IdleConnections(),
                            dev.weft.broker.balance.CallKey.session(one.routee().id()))))
            .toArray(RouteeLane[]::new);
    lane = new DestinationLane(destination, members, random, lane, 1, zone);
    return lane;
  }

  private static final class Deaf implements EjectionListener {
    @Override
    public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {}

    @Override
    public void returned(ServiceName service, RouteeId routee) {}
  }

  private RouteeLane pick(long key) {
    return Objects.requireNonNull(
        Objects.requireNonNull(lane).pick(List.of(), true, key, nowNanos), "a routee");
  }

  private Map<String, Integer> picks(int times) {
    var picked = new HashMap<String, Integer>();
    for (int i = 0; i < times; i++) {
      picked.merge(pick(0).standing().routee().id().name(), 1, Integer::sum);
    }
    return picked;
  }

  private RouteeLane named(String name) {
    return lanes.values().stream()
        .filter(one -> one.standing().routee().id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void eject(String name) {
    named(name).standing().failed(Fault.REFUSED, false, nowNanos);
  }

  @Test
  void picksNoEjectedRouteeUntilItsTrialSucceeds() {
    have("orders-1", "orders-2", "orders-3");
    DestinationLane orders = swap();
    eject("orders-2");
    assertThat(picks(300)).containsOnlyKeys("orders-1", "orders-3");
    nowNanos += 20 * SECOND;
    RouteeLane trial = pick(0);
    assertThat(trial).isEqualTo(named("orders-2"));
    assertThat(orders.pickedForTrial()).isTrue();
    assertThat(picks(300)).containsOnlyKeys("orders-1", "orders-3");
    trial.standing().succeeded(true, nowNanos);
    assertThat(picks(300)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void panicsRatherThanOverloadTheFew(Algorithm algorithm) {
    balance = new BalancePolicy(algorithm, 50, Duration.ZERO);
    have("orders-1", "orders-2", "orders-3", "orders-4");
    swap();
    eject("orders-1");
    eject("orders-2");
    assertThat(picks(400)).containsOnlyKeys("orders-3", "orders-4");
    eject("orders-3");
    assertThat(picks(400)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aRetryNeverGoesWhereItWas(Algorithm algorithm) {
    balance =
        new BalancePolicy(
            algorithm,
            50,
            Duration.ZERO,
            algorithm.hashes() ? new HashOn.Path() : null,
            null,
            Zones.IGNORE,
            List.of());
    have("orders-1", "orders-2", "orders-3");
    DestinationLane orders = swap();
    for (long key = 0; key < 200; key++) {
      var tried = new ArrayList<RouteeLane>();
      for (int i = 0; i < 3; i++) {
        assertThat(orders.hasOther(tried)).isTrue();
        RouteeLane next = orders.pick(tried, true, key * 0x9e3779b97f4a7c15L, nowNanos);
        assertThat(tried).doesNotContain(next);
        tried.add(next);
      }
      assertThat(orders.hasOther(tried)).isFalse();
      assertThat(orders.pick(tried, true, key, nowNanos)).isNull();
    }
  }

  @Test
  void anOldLaneSendsNothingToWhatANewerSnapshotTookOut() {
    have("orders-1", "orders-2");
    DestinationLane old = swap();
    Routee first = routees.removeFirst();
    routees.addFirst(
        new Routee(
            first.id(),
            first.service(),
            first.address(),
            first.ports(),
            "",
            100,
            Map.of(),
            null,
            null,
            first.verdict(),
            Routee.Duty.DRAINING));
    swap();
    for (int i = 0; i < 100; i++) {
      assertThat(old.pick(List.of(), true, nowNanos)).isEqualTo(named("orders-2"));
    }
  }

  @Test
  void aNewRouteesShareGrowsInAStraightLine() {
    balance = new BalancePolicy(Algorithm.RANDOM, 50, Duration.ofSeconds(10));
    have("orders-1", "orders-2", "orders-3");
    swap();
    nowNanos += 60 * SECOND;
    have("orders-4");
    swap();
    double[] parts = {0.1, 0.25, 0.5, 0.75, 1};
    double[] seconds = {0, 2.5, 5, 7.5, 10};
    long began = nowNanos;
    for (int i = 0; i < parts.length; i++) {
      nowNanos = began + (long) (seconds[i] * SECOND);
      double share = picks(40_000).getOrDefault("orders-4", 0) / 40_000.0;
      assertThat(share)
          .as("after %s s, seed %d", seconds[i], seed)
          .isCloseTo(parts[i] / (3 + parts[i]), within(0.012));
    }
  }

  @Test
  void aReturnedRouteeStartsSlowlyToo() {
    balance = new BalancePolicy(Algorithm.RANDOM, 50, Duration.ofSeconds(10));
    have("orders-1", "orders-2");
    swap();
    nowNanos += 60 * SECOND;
    eject("orders-1");
    nowNanos += 20 * SECOND;
    pick(0).standing().succeeded(true, nowNanos);
    assertThat(picks(10_000).getOrDefault("orders-1", 0) / 10_000.0)
        .isCloseTo(0.1 / 1.1, within(0.02));
    nowNanos += 10 * SECOND;
    assertThat(picks(10_000).getOrDefault("orders-1", 0) / 10_000.0).isCloseTo(0.5, within(0.03));
  }

  @Test
  void itsOwnZoneFirstAndTheOthersByWhatTheyCanSpare() {
    zone = "a";
    have("a-1", "a", Map.of(), 100);
    have("a-2", "a", Map.of(), 100);
    have("b-1", "b", Map.of(), 100);
    have("b-2", "b", Map.of(), 100);
    swap();
    assertThat(picks(1_000)).containsOnlyKeys("a-1", "a-2");
    eject("a-1");
    Map<String, Integer> picked = picks(20_000);
    assertThat(picked.getOrDefault("a-2", 0) / 20_000.0).isCloseTo(1.4 * 2 / 3, within(0.02));
    assertThat(picked).containsKeys("b-1", "b-2");
    balance =
        new BalancePolicy(Algorithm.RANDOM, 50, Duration.ZERO, null, null, Zones.IGNORE, List.of());
    swap();
    assertThat(picks(1_000)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void failsOverToTheNextTierAndBack(Algorithm algorithm) {
    var first = new PriorityTier(Set.of(), Map.of("site", "main"));
    balance =
        new BalancePolicy(algorithm, 50, Duration.ZERO, null, null, Zones.IGNORE, List.of(first));
    have("spare-1", "spare-2");
    have("main-1", "", Map.of("site", "main"), 100);
    have("main-2", "", Map.of("site", "main"), 100);
    swap();
    assertThat(picks(500)).containsOnlyKeys("main-1", "main-2");
    eject("main-1");
    assertThat(picks(500)).containsOnlyKeys("main-2", "spare-1", "spare-2");
    eject("main-2");
    assertThat(picks(500)).containsOnlyKeys("spare-1", "spare-2");
    nowNanos += 20 * SECOND;
    pick(0).standing().succeeded(true, nowNanos);
    pick(0).standing().succeeded(true, nowNanos);
    assertThat(picks(500)).containsOnlyKeys("main-1", "main-2");
  }

  @Test
  void aRetryMayGoToTheNextTier() {
    var first = new PriorityTier(Set.of("a"), Map.of());
    balance =
        new BalancePolicy(
            Algorithm.RANDOM, 50, Duration.ZERO, null, null, Zones.IGNORE, List.of(first));
    have("main-1", "a", Map.of(), 100);
    have("spare-1");
    DestinationLane orders = swap();
    assertThat(orders.pick(List.of(named("main-1")), true, nowNanos)).isEqualTo(named("spare-1"));
  }

  @Test
  void aSessionStaysWithItsRouteeThroughSnapshotsAndMovesOnlyWhenItMust() {
    balance =
        new BalancePolicy(
            Algorithm.PEAK_EWMA,
            50,
            Duration.ZERO,
            null,
            new Affinity.Cookie("route", Duration.ZERO),
            Zones.PREFER,
            List.of());
    have("orders-1", "orders-2", "orders-3");
    swap();
    long session = named("orders-2").session();
    for (int i = 0; i < 50; i++) {
      have("more-" + i);
      swap();
      assertThat(pick(session)).isEqualTo(named("orders-2"));
    }
    eject("orders-2");
    assertThat(pick(session)).isNotEqualTo(named("orders-2"));
    assertThat(pick(0x1234)).isNotNull();
    nowNanos += 20 * SECOND;
    // The trial of another takes no session's call.
    assertThat(pick(named("orders-1").session())).isEqualTo(named("orders-1"));
    pick(session).standing().succeeded(true, nowNanos);
    assertThat(pick(session)).isEqualTo(named("orders-2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"RING_HASH", "MAGLEV"})
  void aKeyStaysWhereItIsWhileAnotherRouteeIsOut(Algorithm algorithm) {
    balance =
        new BalancePolicy(
            algorithm, 50, Duration.ZERO, new HashOn.Path(), null, Zones.PREFER, List.of());
    have("orders-1", "orders-2", "orders-3", "orders-4");
    swap();
    var homes = new HashMap<Long, RouteeLane>();
    for (int i = 0; i < 2_000; i++) {
      long key = random.nextLong() | 1;
      homes.put(key, pick(key));
    }
    eject("orders-3");
    homes.forEach((key, home) -> {
      if (home.equals(named("orders-3"))) {
        assertThat(pick(key)).isNotEqualTo(home);
      } else {
        assertThat(pick(key)).isEqualTo(home);
      }
    });
    nowNanos += 20 * SECOND;
    pick(0).standing().succeeded(true, nowNanos);
    homes.forEach((key, home) -> assertThat(pick(key)).isEqualTo(home));
  }

  @Test
  void aSubsetIsADestinationOfItsOwn() {
    have("old-1", "", Map.of("version", "v1"), 100);
    have("old-2", "", Map.of("version", "v1"), 100);
    have("new-1", "", Map.of("version", "v2"), 100);
    Destination all = swap().destination();
    Destination canary = all.subset(Map.of("version", "v2"));
    assertThat(canary).isSameAs(all.subset(Map.of("version", "v2")));
    assertThat(canary.key()).isNotEqualTo(all.key());
    enter(canary);
    assertThat(picks(100)).containsOnlyKeys("new-1");
    assertThat(all.subset(Map.of())).isSameAs(all);
    Destination none = all.subset(Map.of("version", "v3"));
    assertThat(enter(none).pick(List.of(), true, nowNanos)).isNull();
    assertThat(none.whyNone()).isEqualTo("service orders with {version=v3} has no routees");
  }

  @Test
  void aTableIsNotMadeAnewWhereNothingOfItChanged() {
    balance = new BalancePolicy(Algorithm.MAGLEV, 50, Duration.ZERO);
    have("orders-1", "orders-2");
    var before = swap().destination().tiers().getFirst().table();
    balance = new BalancePolicy(Algorithm.MAGLEV, 40, Duration.ZERO);
    assertThat(swap().destination().tiers().getFirst().table()).isSameAs(before);
    have("orders-3");
    assertThat(swap().destination().tiers().getFirst().table()).isNotSameAs(before);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void spreadsByWeight(Algorithm algorithm) {
    balance = new BalancePolicy(algorithm, 50, Duration.ZERO);
    have("orders-1", "", Map.of(), 100);
    have("orders-2", "", Map.of(), 300);
    have("orders-3", "", Map.of(), 0);
    swap();
    Map<String, Integer> picked = picks(60_000);
    assertThat(picked).containsOnlyKeys("orders-1", "orders-2");
    assertThat((double) picked.getOrDefault("orders-1", 0))
        .as("seed %d", seed)
        .isCloseTo(15_000, Percentage.withPercentage(5));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aPickAllocatesNothing(Algorithm algorithm) {
    balance =
        new BalancePolicy(
            algorithm,
            50,
            Duration.ZERO,
            algorithm.hashes() ? new HashOn.Path() : null,
            algorithm.hashes() ? null : new Affinity.Header("x-route"),
            Zones.IGNORE,
            List.of(new PriorityTier(Set.of("a"), Map.of())));
    for (int i = 0; i < 100; i++) {
      have("orders-" + i, i % 3 == 0 ? "a" : "b", Map.of(), 50 + i);
    }
    DestinationLane orders = swap();
    eject("orders-3"); // the second tier takes a part, and a table has one to pass over
    eject("orders-6");
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = picked(orders, 50_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    sum += picked(orders, 100_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(sum).isPositive();
    // The bean's own answers are some bytes; one object for each pick would be a million and more.
    assertThat(allocated).isLessThan(10_000);
  }

  private long picked(DestinationLane orders, int times) {
    List<RouteeLane> none = List.of();
    long sum = 0;
    for (int i = 0; i < times; i++) {
      RouteeLane picked = orders.pick(none, true, random.nextLong() | 1, nowNanos);
      sum += picked == null ? 0 : 1;
    }
    return sum;
  }
}
