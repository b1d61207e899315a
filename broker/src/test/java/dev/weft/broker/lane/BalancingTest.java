package dev.weft.broker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.broker.eject.Degradation;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.BalancePolicy.Zones;
import dev.weft.model.mesh.HashOn;
import dev.weft.model.mesh.PriorityTier;
import dev.weft.model.mesh.Routee;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is picked as ejections, snapshots and time go by: panic, slow start, zones, tiers. */
class BalancingTest {
  private final LaneFixture mesh = new LaneFixture();

  @Test
  void picksNoEjectedRouteeUntilItsTrialSucceeds() {
    mesh.have("orders-1", "orders-2", "orders-3");
    DestinationLane orders = mesh.swap();
    mesh.eject("orders-2");
    assertThat(mesh.picks(300)).containsOnlyKeys("orders-1", "orders-3");
    mesh.nowNanos += 20 * LaneFixture.SECOND;
    RouteeLane trial = mesh.pick(0);
    assertThat(trial).isEqualTo(mesh.named("orders-2"));
    assertThat(orders.pickedForTrial()).isTrue();
    assertThat(mesh.picks(300)).containsOnlyKeys("orders-1", "orders-3");
    trial.standing().succeeded(true, mesh.nowNanos);
    assertThat(mesh.picks(300)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void panicsRatherThanOverloadTheFew(Algorithm algorithm) {
    mesh.balance = new BalancePolicy(algorithm, 50, Duration.ZERO);
    mesh.have("orders-1", "orders-2", "orders-3", "orders-4");
    mesh.swap();
    mesh.eject("orders-1");
    mesh.eject("orders-2");
    assertThat(mesh.picks(400)).containsOnlyKeys("orders-3", "orders-4");
    mesh.eject("orders-3");
    assertThat(mesh.picks(400)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void aRetryNeverGoesWhereItWas(Algorithm algorithm) {
    mesh.balance =
        new BalancePolicy(
            algorithm,
            50,
            Duration.ZERO,
            algorithm.hashes() ? new HashOn.Path() : null,
            null,
            Zones.IGNORE,
            List.of());
    mesh.have("orders-1", "orders-2", "orders-3");
    DestinationLane orders = mesh.swap();
    for (long key = 0; key < 200; key++) {
      var tried = new ArrayList<RouteeLane>();
      for (int i = 0; i < 3; i++) {
        assertThat(orders.hasOther(tried)).isTrue();
        RouteeLane next = orders.pick(tried, true, key * 0x9e3779b97f4a7c15L, mesh.nowNanos);
        assertThat(tried).doesNotContain(next);
        tried.add(next);
      }
      assertThat(orders.hasOther(tried)).isFalse();
      assertThat(orders.pick(tried, true, key, mesh.nowNanos)).isNull();
    }
  }

  @Test
  void anOldLaneSendsNothingToWhatANewerSnapshotTookOut() {
    mesh.have("orders-1", "orders-2");
    DestinationLane old = mesh.swap();
    Routee first = mesh.routees.removeFirst();
    mesh.routees.addFirst(
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
    mesh.swap();
    for (int i = 0; i < 100; i++) {
      assertThat(old.pick(List.of(), true, 0, mesh.nowNanos)).isEqualTo(mesh.named("orders-2"));
    }
  }

  @Test
  void aNewRouteesShareGrowsInAStraightLine() {
    mesh.balance = new BalancePolicy(Algorithm.RANDOM, 50, Duration.ofSeconds(10));
    mesh.have("orders-1", "orders-2", "orders-3");
    mesh.swap();
    mesh.nowNanos += 60 * LaneFixture.SECOND;
    mesh.have("orders-4");
    mesh.swap();
    double[] parts = {0.1, 0.25, 0.5, 0.75, 1};
    double[] seconds = {0, 2.5, 5, 7.5, 10};
    long began = mesh.nowNanos;
    for (int i = 0; i < parts.length; i++) {
      mesh.nowNanos = began + (long) (seconds[i] * LaneFixture.SECOND);
      double share = mesh.picks(40_000).getOrDefault("orders-4", 0) / 40_000.0;
      assertThat(share)
          .as("after %s s, seed %d", seconds[i], mesh.seed)
          .isCloseTo(parts[i] / (3 + parts[i]), within(0.012));
    }
  }

  @Test
  void aReturnedRouteeStartsSlowlyToo() {
    mesh.balance = new BalancePolicy(Algorithm.RANDOM, 50, Duration.ofSeconds(10));
    mesh.have("orders-1", "orders-2");
    mesh.swap();
    mesh.nowNanos += 60 * LaneFixture.SECOND;
    mesh.eject("orders-1");
    mesh.nowNanos += 20 * LaneFixture.SECOND;
    mesh.pick(0).standing().succeeded(true, mesh.nowNanos);
    assertThat(mesh.picks(10_000).getOrDefault("orders-1", 0) / 10_000.0)
        .isCloseTo(0.1 / 1.1, within(0.02));
    mesh.nowNanos += 10 * LaneFixture.SECOND;
    assertThat(mesh.picks(10_000).getOrDefault("orders-1", 0) / 10_000.0)
        .isCloseTo(0.5, within(0.03));
  }

  @Test
  void itsOwnZoneFirstAndTheOthersByWhatTheyCanSpare() {
    mesh.zone = "a";
    mesh.have("a-1", "a", Map.of(), 100);
    mesh.have("a-2", "a", Map.of(), 100);
    mesh.have("b-1", "b", Map.of(), 100);
    mesh.have("b-2", "b", Map.of(), 100);
    mesh.swap();
    assertThat(mesh.picks(1_000)).containsOnlyKeys("a-1", "a-2");
    mesh.eject("a-1");
    Map<String, Integer> picked = mesh.picks(20_000);
    assertThat(picked.getOrDefault("a-2", 0) / 20_000.0).isCloseTo(1.4 * 2 / 3, within(0.02));
    assertThat(picked).containsKeys("b-1", "b-2");
    mesh.balance =
        new BalancePolicy(Algorithm.RANDOM, 50, Duration.ZERO, null, null, Zones.IGNORE, List.of());
    mesh.swap();
    assertThat(mesh.picks(1_000)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void failsOverToTheNextTierAndBack(Algorithm algorithm) {
    var first = new PriorityTier(Set.of(), Map.of("site", "main"));
    mesh.balance =
        new BalancePolicy(algorithm, 50, Duration.ZERO, null, null, Zones.IGNORE, List.of(first));
    mesh.have("spare-1", "spare-2");
    mesh.have("main-1", "", Map.of("site", "main"), 100);
    mesh.have("main-2", "", Map.of("site", "main"), 100);
    mesh.swap();
    assertThat(mesh.picks(500)).containsOnlyKeys("main-1", "main-2");
    mesh.eject("main-1");
    assertThat(mesh.picks(500)).containsOnlyKeys("main-2", "spare-1", "spare-2");
    mesh.eject("main-2");
    assertThat(mesh.picks(500)).containsOnlyKeys("spare-1", "spare-2");
    mesh.nowNanos += 20 * LaneFixture.SECOND;
    mesh.pick(0).standing().succeeded(true, mesh.nowNanos);
    mesh.pick(0).standing().succeeded(true, mesh.nowNanos);
    assertThat(mesh.picks(500)).containsOnlyKeys("main-1", "main-2");
  }

  @Test
  void aRetryMayGoToTheNextTier() {
    var first = new PriorityTier(Set.of("a"), Map.of());
    mesh.balance =
        new BalancePolicy(
            Algorithm.RANDOM, 50, Duration.ZERO, null, null, Zones.IGNORE, List.of(first));
    mesh.have("main-1", "a", Map.of(), 100);
    mesh.have("spare-1");
    DestinationLane orders = mesh.swap();
    assertThat(orders.pick(List.of(mesh.named("main-1")), true, 0, mesh.nowNanos))
        .isEqualTo(mesh.named("spare-1"));
  }

  @Test
  void aDegradedRouteeGetsItsShareOfItsShareUntilItIsWellAgain() {
    mesh.have("one", "two", "three", "four");
    mesh.swap();
    mesh.named("one").standing().degrade(new Degradation(0.1, "p99 900 ms, its peers 40 ms"));
    double fair = 20_000 * 0.1 / 3.1;
    assertThat(mesh.picks(20_000).get("one"))
        .as("seed " + mesh.seed)
        .isBetween((int) (fair * 0.8), (int) (fair * 1.2));
    mesh.named("one").standing().degrade(null);
    assertThat(mesh.picks(20_000).get("one")).as("seed " + mesh.seed).isBetween(4_700, 5_300);
  }
}
