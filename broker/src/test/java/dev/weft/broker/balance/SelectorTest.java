package dev.weft.broker.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.BalancePolicy.Algorithm;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectorTest {
  private static final long MILLI = 1_000_000;
  private static final long SEED = 20_260_101;

  private static int[] picks(Algorithm algorithm, Load[] loads, int times) {
    Selector selector = Selector.of(algorithm, new SplittableRandom(SEED));
    int[] picked = new int[loads.length];
    for (int i = 0; i < times; i++) {
      picked[selector.pick(loads, loads.length, 0)]++;
    }
    return picked;
  }

  private static Load[] alike(int... weights) {
    var loads = new Load[weights.length];
    for (int i = 0; i < weights.length; i++) {
      loads[i] = new Load(weights[i]);
      loads[i].measured(MILLI, 0);
    }
    return loads;
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void spreadsByWeightWhereAllElseIsAlike(Algorithm algorithm) {
    int[] picked = picks(algorithm, alike(100, 200, 100), 4_000);
    assertThat(picked[0]).isBetween(900, 1_100);
    assertThat(picked[1]).isBetween(1_850, 2_150);
  }

  @Test
  void avoidsASlowRoutee() {
    Load[] loads = alike(100, 100, 100);
    loads[1].measured(20 * MILLI, 0);
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 1_000)[1]).isZero();
  }

  @Test
  void takesAFailureForSlowness() {
    Load[] loads = alike(100, 100, 100);
    loads[2].failed(0, 0);
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 1_000)[2]).isZero();
  }

  @Test
  void sendsANewRouteeOneCallUntilItIsKnown() {
    Load[] loads = {new Load(100), alike(100)[0]};
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 10)[0]).isEqualTo(10);
    loads[0].began();
    assertThat(picks(Algorithm.PEAK_EWMA, loads, 10)[0]).isZero();
  }

  @Test
  void avoidsABusyRoutee() {
    Load[] loads = alike(100, 100);
    loads[0].began();
    assertThat(picks(Algorithm.LEAST_REQUEST, loads, 100)[0]).isZero();
  }

  @Test
  void forgetsSlownessWithTime() {
    Load load = alike(100)[0];
    load.measured(100 * MILLI, 0);
    assertThat(load.ewmaNanos(20_000 * MILLI)).isLessThan(2 * MILLI);
  }
}
