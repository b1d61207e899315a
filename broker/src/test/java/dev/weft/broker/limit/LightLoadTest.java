package dev.weft.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.limit.ServiceUnderLoad.Work;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Services of a few routees with some ten calls a second each that become slow by themselves, in
 * simulated time: nothing is gained by turning a caller away.
 */
class LightLoadTest {
  private static final double SLOW_FROM = 10;
  private static final long SEEDS = 8;

  /** Times slower than usual. */
  @FunctionalInterface
  interface Slowness {
    double factor(double atSeconds, Random random);
  }

  private static Slowness times(double factor) {
    return (_, _) -> factor;
  }

  private static Stream<Arguments> slownesses() {
    Slowness drawn = (_, random) -> 2 + 6 * random.nextDouble();
    Slowness waves = (at, random) -> 2 + 3 * (1 + Math.sin(5 * at)) * random.nextDouble();
    return Stream.of(
            Arguments.of("three times", 3.0, times(3)),
            Arguments.of("five times", 5.0, times(5)),
            Arguments.of("eight times", 8.0, times(8)),
            Arguments.of("twice to eight times", 5.0, drawn),
            Arguments.of("in waves", 5.0, waves))
        .flatMap(one ->
            List.of(2, 3).stream()
                .map(routees -> {
                  Object[] of = one.get();
                  return Arguments.of(of[0], of[1], of[2], routees);
                }));
  }

  @ParameterizedTest(name = "{0}, {3} routees")
  @MethodSource("slownesses")
  void shedsNobodyOfAServiceThatBecomesSlow(
      String name, double mean, Slowness slowness, int routees) {
    for (double seconds : new double[] {2, 5, 10}) {
      for (int load : new int[] {25, 40, 60}) {
        assertNobodyIsShed(routees, 200, 200, load, SLOW_FROM, seconds, slowness);
      }
    }
  }

  /** As where processes compete for the processors: enough for the load, and no more than that. */
  @ParameterizedTest(name = "{0}, {3} routees")
  @MethodSource("slownesses")
  void shedsNobodyOfAServiceThatHasLessCapacityToo(
      String name, double mean, Slowness slowness, int routees) {
    for (int load : new int[] {25, 40, 60}) {
      int workers = (int) Math.ceil(1.5 * load * mean * 0.041 / routees);
      assertNobodyIsShed(routees, 2 * workers, workers, load, SLOW_FROM, 5, slowness);
    }
  }

  @ParameterizedTest(name = "{0}, {3} routees")
  @MethodSource("slownesses")
  void shedsNobodyOfAServiceThatStartsSlow(
      String name, double mean, Slowness slowness, int routees) {
    for (int load : new int[] {25, 40, 60}) {
      assertNobodyIsShed(routees, 200, 200, load, 0, 5, slowness);
    }
  }

  private static void assertNobodyIsShed(
      int routees,
      int workers,
      int workersWhileSlow,
      int load,
      double from,
      double seconds,
      Slowness slowness) {
    double until = from + seconds;
    Work work =
        (at, random) -> {
          double usual = 0.035 * (1 + 0.3 * random.nextDouble());
          boolean slow = at >= from && at < until;
          return slow ? usual * slowness.factor(at, random) : usual;
        };
    double shed = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      var service =
          new ServiceUnderLoad(
              routees,
              at -> at >= from && at < until ? workersWhileSlow : workers,
              work,
              _ -> load,
              seed);
      service.run(until + 4);
      shed += service.seen(from, until + 1).shedPercent() / SEEDS;
    }
    assertThat(shed)
        .as("%% shed of %s calls a second, slow for %s s, seeds 1 to %s", load, seconds, SEEDS)
        .isLessThan(1);
  }
}
