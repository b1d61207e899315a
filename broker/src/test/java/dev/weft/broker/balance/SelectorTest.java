package dev.weft.broker.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.BalancePolicy.Algorithm;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectorTest {
  private static final long MILLI = 1_000_000;

  private final long seed = new Random().nextLong();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final PickNote note = new PickNote();

  private int[] picks(Algorithm algorithm, Load[] loads, int times, double... weights) {
    Selector selector = Selector.of(algorithm, loads, weights, random);
    int[] picked = new int[loads.length];
    for (int i = 0; i < times; i++) {
      picked[selector.pick(0, note)]++;
    }
    return picked;
  }

  private static Load[] alike(int count) {
    var loads = new Load[count];
    for (int i = 0; i < count; i++) {
      loads[i] = new Load();
      loads[i].measured(MILLI, 0);
    }
    return loads;
  }

  private static double[] even(int count) {
    double[] weights = new double[count];
    Arrays.fill(weights, 100);
    return weights;
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void spreadsByWeightWithinFivePercentWhereAllElseIsAlike(Algorithm algorithm) {
    double[] weights = {100, 200, 50, 400, 100, 150};
    int[] picked = picks(algorithm, alike(6), 200_000, weights);
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) picked[i])
          .as("%d, seed %d", i, seed)
          .isCloseTo(200_000 * weights[i] / 1_000, Percentage.withPercentage(5));
    }
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void theChancesAreWhatPicksComeTo(Algorithm algorithm) {
    for (double[] weights : List.of(even(6), new double[] {100, 200, 50, 400, 100, 150})) {
      Load[] loads = alike(6);
      loads[1].began();
      loads[2].began();
      loads[2].began();
      loads[4].measured(3 * MILLI, 0);
      Selector selector = Selector.of(algorithm, loads, weights, random);
      double[] chances = new double[6];
      int[] picked = new int[6];
      int times = 100_000;
      for (int i = 0; i < times; i++) {
        double[] now = selector.chances(0);
        for (int j = 0; j < 6; j++) {
          chances[j] += now[j];
        }
        picked[selector.pick(0, note)]++;
      }
      assertThat(Arrays.stream(chances).sum()).isCloseTo(times, Percentage.withPercentage(0.001));
      for (int j = 0; j < 6; j++) {
        // Four standard deviations of a drawn share.
        assertThat((double) picked[j])
            .as("%d of %s, seed %d", j, Arrays.toString(weights), seed)
            .isCloseTo(chances[j], Offset.offset(4 * Math.sqrt(times / 4.0)));
      }
    }
  }

  @Test
  void roundRobinNeverStraysMoreThanAFewTurnsFromTheShare() {
    double[] weights = {1, 3, 7, 20, 2};
    Selector selector = Selector.of(Algorithm.ROUND_ROBIN, alike(5), weights, random);
    int[] picked = new int[5];
    for (int turn = 1; turn <= 10_000; turn++) {
      picked[selector.pick(0, note)]++;
      for (int i = 0; i < 5; i++) {
        // A turn for where it began, and its share of one for each of the others.
        assertThat(picked[i])
            .as("member %d at turn %d, seed %d", i, turn, seed)
            .isBetween((int) (turn * weights[i] / 33) - 5, (int) (turn * weights[i] / 33) + 5);
      }
    }
  }

  @Test
  void roundRobinOfEqualsTakesEachOncePerRound() {
    assertThat(picks(Algorithm.ROUND_ROBIN, alike(7), 70, even(7))).containsOnly(10);
  }

  @Test
  void avoidsASlowRoutee() {
    Load[] loads = alike(3);
    loads[1].measured(20 * MILLI, 0);
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 1_000, even(3))[1]).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"PEAK_EWMA", "LEAST_REQUEST", "PREQUAL"})
  void takesAFailureForSlowness(Algorithm algorithm) {
    Load[] loads = alike(3);
    loads[2].failed(0, 0);
    assertThat(picks(algorithm, loads, 1_000, even(3))[2]).isZero();
  }

  /** Calls take 50 ms but at one routee, which fails each within a millisecond. */
  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"PEAK_EWMA", "LEAST_REQUEST"})
  void aRouteeThatFailsFastGetsFewerCallsThanOthersUnderLoad(Algorithm algorithm) {
    Load[] loads = alike(4);
    Selector selector = Selector.of(algorithm, loads, even(4), random);
    int[] picked = new int[4];
    int[] ends = new int[20_050];
    Arrays.fill(ends, -1);
    for (int milli = 0; milli < 20_000; milli++) {
      long nowNanos = milli * MILLI;
      if (ends[milli] >= 0) {
        loads[ends[milli]].ended();
        loads[ends[milli]].measured(50 * MILLI, nowNanos);
      }
      int one = selector.pick(nowNanos, note);
      picked[one]++;
      if (one == 0) {
        loads[0].failed(MILLI / 2, nowNanos);
      } else {
        loads[one].began();
        ends[milli + 50] = one;
      }
    }
    assertThat(picked[0]).as("of 20,000, seed %d", seed).isBetween(1, 2_500);
  }

  @Test
  void forgetsFailuresWithTime() {
    Load[] loads = alike(2);
    loads[0].failed(0, 0);
    assertThat(loads[0].crowd(0)).isEqualTo(1);
    assertThat(loads[0].crowd(1_000 * MILLI)).isZero();
  }

  @Test
  void sendsANewRouteeOneCallUntilItIsKnown() {
    Load[] loads = {new Load(), alike(1)[0]};
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 10, even(2))[0]).isEqualTo(10);
    loads[0].began();
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 10, even(2))[0]).isZero();
  }

  @Test
  void avoidsABusyRoutee() {
    Load[] loads = alike(2);
    loads[0].began();
    assertThat(picks(Algorithm.LEAST_REQUEST, loads, 100, even(2))[0]).isZero();
  }

  @Test
  void forgetsSlownessWithTime() {
    Load load = alike(1)[0];
    load.measured(100 * MILLI, 0);
    assertThat(load.ewmaNanos(20_000 * MILLI)).isLessThan(2 * MILLI);
  }

  @Test
  void slowStartGrowsInAStraightLineFromATenth() {
    assertThat(SlowStart.part(0, 1_000)).isEqualTo(0.1);
    assertThat(SlowStart.part(50, 1_000)).isEqualTo(0.1);
    assertThat(SlowStart.part(250, 1_000)).isEqualTo(0.25);
    assertThat(SlowStart.part(1_000, 1_000)).isEqualTo(1);
    assertThat(SlowStart.part(0, 0)).isEqualTo(1);
  }
}
