package dev.weft.probe.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutliersTest {
  private static final long SEED = 20_040_101;

  private final Fleet fleet = new Fleet(5, 200, new Random(SEED));

  private static Fleet.Latency slower(double times) {
    return random -> times * Fleet.USUAL.applyAsDouble(random);
  }

  @Test
  void seesARouteeTwentyTimesSlowerWithinSixSeconds() {
    fleet.seconds(20);
    fleet.first().latency = slower(20);
    fleet.first().callsPerSecond = 10; // the broker's own balancing sends less at once

    int taken = fleet.secondsUntil(() -> fleet.first().standing.share() < 0.07, 30);

    assertThat(taken).isLessThanOrEqualTo(6);
    Finding finding = fleet.first().standing.findings().getFirst();
    assertThat(finding.cause()).isEqualTo(Finding.Cause.LATENCY);
    assertThat(finding.sentence())
        .matches("p50 \\d+ ms, its 4 peers 1\\d ms; \\d+ calls in \\d+ s");
  }

  @Test
  void givesABrownOutAShareInProportion() {
    fleet.first().latency = slower(5);
    fleet.seconds(15);

    assertThat(fleet.first().standing.share()).isBetween(0.14, 0.27);
    assertThat(fleet.members.subList(1, 5))
        .allSatisfy(peer -> assertThat(peer.standing).isEqualTo(Standing.EQUAL));
  }

  @Test
  void givesTheFullShareBackWithin20SecondsOfRecoveryAndNotAtOnce() {
    fleet.first().latency = slower(20);
    fleet.seconds(20);
    fleet.first().callsPerSecond = 3;
    fleet.seconds(10);
    assertThat(fleet.first().standing.share()).isLessThan(0.1);

    fleet.first().latency = Fleet.USUAL;
    double before = fleet.first().standing.share();
    int taken = 0;
    while (fleet.first().standing.share() < 1 && taken < 60) {
      fleet.second();
      taken++;
      double share = fleet.first().standing.share();
      assertThat(share).isLessThanOrEqualTo(2 * before);
      before = share;
    }

    assertThat(taken).isBetween(4, 20);
    assertThat(fleet.first().standing).isEqualTo(Standing.EQUAL);
  }

  @Test
  void triesARouteeAgainThatGetsTooFewCallsToTell() {
    fleet.first().latency = slower(20);
    fleet.seconds(20);
    fleet.first().callsPerSecond = 0;

    int taken = fleet.secondsUntil(() -> fleet.first().standing.share() >= 1, 60);

    assertThat(taken).isBetween(15, 35);
    assertThat(fleet.first().standing.findings()).isEmpty();
  }

  @Test
  void findsNobodyWhereAllAreSlowTogether() {
    fleet.seconds(20);
    fleet.members.forEach(member -> member.latency = slower(20));

    for (int i = 0; i < 30; i++) {
      fleet.second();
      assertThat(fleet.members).allMatch(member -> member.standing.equals(Standing.EQUAL));
    }
  }

  @Test
  void findsNobodyWhereAllFailTogether() {
    fleet.members.forEach(member -> member.errorRate = 0.4);

    for (int i = 0; i < 30; i++) {
      fleet.second();
      assertThat(fleet.members).allMatch(member -> member.standing.equals(Standing.EQUAL));
    }
  }

  @Test
  void doesNotTakeOnePauseForALastingFault() {
    fleet.seconds(20);
    fleet.first().latency = slower(50);
    fleet.second();
    fleet.first().latency = Fleet.USUAL;

    for (int i = 0; i < 20; i++) {
      fleet.second();
      assertThat(fleet.first().standing).isEqualTo(Standing.EQUAL);
    }
  }

  @Test
  void seesARouteeThatFailsOneCallInFive() {
    fleet.members.forEach(member -> member.errorRate = 0.002);
    fleet.seconds(10);
    fleet.first().errorRate = 0.2;

    int taken = fleet.secondsUntil(() -> fleet.first().standing.share() < 1, 30);
    fleet.seconds(5);

    assertThat(taken).isLessThanOrEqualTo(4);
    assertThat(fleet.first().standing.share()).isLessThan(0.5);
    assertThat(fleet.first().standing.findings().getFirst().sentence())
        .matches("\\d+ % of its calls fail, [0-9.]+ % of its 4 peers'; \\d+ calls in \\d+ s");
  }

  @Test
  void seesTwoSlowRouteesOfFive() {
    fleet.members.subList(0, 2).forEach(member -> member.latency = slower(8));
    fleet.seconds(15);

    assertThat(fleet.members.subList(0, 2)).allMatch(member -> member.standing.share() < 0.2);
    assertThat(fleet.members.subList(2, 5)).allMatch(member -> member.standing.share() == 1);
  }

  @Test
  void judgesNobodyByFewerThanTwoPeersSlowness() {
    var two = new Fleet(2, 200, new Random(SEED));
    two.first().latency = slower(20);
    two.seconds(20);

    assertThat(two.first().standing).isEqualTo(Standing.EQUAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void seesASlowRouteeOnlyWhereThereIsVolume(int callsPerSecond) {
    var quiet = new Fleet(5, callsPerSecond, new Random(SEED));
    quiet.first().latency = slower(20);
    quiet.seconds(60);

    assertThat(quiet.first().standing.share() < 1).isEqualTo(callsPerSecond >= 2);
  }

  @Test
  void mindsNoDifferenceThatNobodyNotices() {
    fleet.members.forEach(member -> member.latency = _ -> 0.1);
    fleet.first().latency = _ -> 0.7;
    fleet.seconds(20);

    assertThat(fleet.first().standing).isEqualTo(Standing.EQUAL);
  }

  @Test
  void forgetsRouteesWithoutCalls() {
    fleet.seconds(5);

    for (int i = 0; i < 40; i++) {
      fleet.outliers.next(List.of());
    }

    assertThat(fleet.outliers.next(List.of())).isEmpty();
  }

  /** Latencies with tails as real ones have; each routee's are drawn alike. */
  @SuppressWarnings("ImmutableEnumChecker") // each is a pure function
  enum Tail {
    EXPONENTIAL(random -> -10 * Math.log(1 - random.nextDouble())),
    LOGNORMAL(random -> 10 * Math.exp(1.5 * random.nextGaussian())),
    PARETO(random -> 2 / Math.pow(1 - random.nextDouble(), 1 / 1.2)),
    ONE_IN_A_HUNDRED(random -> random.nextInt(100) == 0 ? 1000 : 10),
    ONE_IN_SEVENTY(random -> random.nextInt(70) == 0 ? 1000 : 10),
    CACHE(random -> random.nextBoolean() ? 1 : 30);

    private final Fleet.Latency latency;

    Tail(Fleet.Latency latency) {
      this.latency = latency;
    }
  }

  @ParameterizedTest
  @EnumSource
  void degradesEqualPeersInFewerThanOneOfTenThousandWindows(Tail tail) {
    var random = new Random(SEED);
    int windows = 0;
    int wrong = 0;
    for (int callsPerSecond : new int[] {3, 30, 100}) {
      for (int size : new int[] {3, 5, 10}) {
        var equal = new Fleet(size, callsPerSecond, random);
        equal.members.forEach(member -> {
          member.latency = tail.latency;
          member.errorRate = 0.02;
        });
        int seconds = 12_000 / size / 3;
        for (int i = 0; i < seconds; i++) {
          equal.second();
          windows += size;
          wrong += (int) equal.members.stream().filter(m -> m.standing.share() < 1).count();
        }
      }
    }
    assertThat(wrong)
        .as("wrong of %d windows, seed %d", windows, SEED)
        .isLessThan(Math.ceilDiv(windows, 10_000));
  }
}
