package dev.weft.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weft.model.mesh.Affinity;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.BalancePolicy.Zones;
import dev.weft.model.mesh.HashOn;
import dev.weft.model.mesh.PriorityTier;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are tied to a routee, subsets, and what a pick costs. */
class KeyedPickTest {
  private final LaneFixture mesh = new LaneFixture();

  @Test
  void aSessionStaysWithItsRouteeThroughSnapshotsAndMovesOnlyWhenItMust() {
    mesh.balance =
        new BalancePolicy(
            Algorithm.PEAK_EWMA,
            50,
            Duration.ZERO,
            null,
            new Affinity.Cookie("route", Duration.ZERO),
            Zones.PREFER,
            List.of());
    mesh.have("orders-1", "orders-2", "orders-3");
    mesh.swap();
    long session = mesh.named("orders-2").session();
    for (int i = 0; i < 50; i++) {
      mesh.have("more-" + i);
      mesh.swap();
      assertThat(mesh.pick(session)).isEqualTo(mesh.named("orders-2"));
    }
    mesh.eject("orders-2");
    assertThat(mesh.pick(session)).isNotEqualTo(mesh.named("orders-2"));
    assertThat(mesh.pick(0x1234)).isNotNull();
    mesh.nowNanos += 20 * LaneFixture.SECOND;
    // The trial of another takes no session's call.
    assertThat(mesh.pick(mesh.named("orders-1").session())).isEqualTo(mesh.named("orders-1"));
    mesh.pick(session).standing().succeeded(true, mesh.nowNanos);
    assertThat(mesh.pick(session)).isEqualTo(mesh.named("orders-2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"RING_HASH", "MAGLEV"})
  void aKeyStaysWhereItIsWhileAnotherRouteeIsOut(Algorithm algorithm) {
    mesh.balance =
        new BalancePolicy(
            algorithm, 50, Duration.ZERO, new HashOn.Path(), null, Zones.PREFER, List.of());
    mesh.have("orders-1", "orders-2", "orders-3", "orders-4");
    mesh.swap();
    var homes = new HashMap<Long, RouteeLane>();
    for (int i = 0; i < 2_000; i++) {
      long key = mesh.random.nextLong() | 1;
      homes.put(key, mesh.pick(key));
    }
    mesh.eject("orders-3");
    homes.forEach((key, home) -> {
      if (home.equals(mesh.named("orders-3"))) {
        assertThat(mesh.pick(key)).isNotEqualTo(home);
      } else {
        assertThat(mesh.pick(key)).isEqualTo(home);
      }
    });
    mesh.nowNanos += 20 * LaneFixture.SECOND;
    mesh.pick(0).standing().succeeded(true, mesh.nowNanos);
    homes.forEach((key, home) -> assertThat(mesh.pick(key)).isEqualTo(home));
  }

  @Test
  void aTableIsNotMadeAnewWhereNothingOfItChanged() {
    mesh.balance = new BalancePolicy(Algorithm.MAGLEV, 50, Duration.ZERO);
    mesh.have("orders-1", "orders-2");
    var before = mesh.swap().destination().tiers().getFirst().table();
    mesh.balance = new BalancePolicy(Algorithm.MAGLEV, 40, Duration.ZERO);
    assertThat(mesh.swap().destination().tiers().getFirst().table()).isSameAs(before);
    mesh.have("orders-3");
    assertThat(mesh.swap().destination().tiers().getFirst().table()).isNotSameAs(before);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void spreadsByWeight(Algorithm algorithm) {
    mesh.balance = new BalancePolicy(algorithm, 50, Duration.ZERO);
    mesh.have("orders-1", "", Map.of(), 100);
    mesh.have("orders-2", "", Map.of(), 300);
    mesh.have("orders-3", "", Map.of(), 0);
    mesh.swap();
    Map<String, Integer> picked = mesh.picks(60_000);
    assertThat(picked).containsOnlyKeys("orders-1", "orders-2");
    assertThat((double) picked.getOrDefault("orders-1", 0))
        .as("seed %d", mesh.seed)
        .isCloseTo(15_000, Percentage.withPercentage(5));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aPickAllocatesNothing(Algorithm algorithm) {
    mesh.balance =
        new BalancePolicy(
            algorithm,
            50,
            Duration.ZERO,
            algorithm.hashes() ? new HashOn.Path() : null,
            algorithm.hashes() ? null : new Affinity.Header("x-route"),
            Zones.IGNORE,
            List.of(new PriorityTier(Set.of("a"), Map.of())));
    for (int i = 0; i < 100; i++) {
      mesh.have("orders-" + i, i % 3 == 0 ? "a" : "b", Map.of(), 50 + i);
    }
    DestinationLane orders = mesh.swap();
    mesh.eject("orders-3"); // the second tier takes a part, and a table has one to pass over
    mesh.eject("orders-6");
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
      RouteeLane picked = orders.pick(none, true, mesh.random.nextLong() | 1, mesh.nowNanos);
      sum += picked == null ? 0 : 1;
    }
    return sum;
  }
}
