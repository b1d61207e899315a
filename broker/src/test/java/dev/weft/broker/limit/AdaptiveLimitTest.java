package dev.weft.broker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.limit.ServiceUnderLoad.Seen;
import dev.weft.broker.limit.ServiceUnderLoad.Work;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Five routees in simulated time: what callers get, by the load and by what the routees are. */
class AdaptiveLimitTest {
  private static final int ROUTEES = 5;
  private static final double ANY_NUMBER = 1e9;

  /** A fifth of the calls misses a cache. */
  private static final Work CACHED = (_, random) -> random.nextInt(5) == 0 ? 0.1 : 0.001;

  private static Work always(double seconds) {
    return (_, _) -> seconds;
  }

  private static Work exponential(double seconds) {
    return (_, random) -> -Math.log(1 - random.nextDouble()) * seconds;
  }

  private static ServiceUnderLoad play(
      double workers, Work work, DoubleUnaryOperator load, long seed) {
    var service = new ServiceUnderLoad(ROUTEES, _ -> workers, work, load, seed);
    service.run(30);
    return service;
  }

  private static Stream<Arguments> services() {
    return Stream.of(
            Arguments.of("eight workers, 20 ms", 8, always(0.02), 2000, 0.97),
            Arguments.of("sixty-four workers, 100 ms", 64, always(0.1), 3200, 0.97),
            Arguments.of("one worker, 5 ms", 1, always(0.005), 1000, 0.97),
            Arguments.of("one worker, 5 ms on average", 1, exponential(0.005), 1000, 0.93),
            Arguments.of("eight workers, 20 ms on average", 8, exponential(0.02), 2000, 0.93),
            Arguments.of("eight workers, a cache", 8, CACHED, (int) (ROUTEES * 8 / 0.0208), 0.55))
        .flatMap(service ->
            List.of(1L, 2L, 3L).stream()
                .map(seed -> {
                  Object[] all = Stream.concat(Stream.of(service.get()), Stream.of(seed)).toArray();
                  return Arguments.of(all);
                }));
  }

  /** Half of what the routees can do for five seconds, then twice, ten times, and half again. */
  @ParameterizedTest(name = "{0}, seed {5}")
  @MethodSource("services")
  void servesAsManyInTimeHoweverManyMoreCome(
      String name, int workers, Work work, int capacity, double share, long seed) {
    DoubleUnaryOperator load = at -> capacity * (at < 5 ? 0.5 : at < 15 ? 2 : at < 25 ? 10 : 0.5);
    ServiceUnderLoad service = play(workers, work, load, seed);
    Seen calm = service.seen(2, 5);
    assertThat(calm.shedPercent()).as("shed at half of capacity").isZero();
    for (Seen busy : List.of(service.seen(8, 15), service.seen(17, 25))) {
      assertThat(busy.goodPerSecond()).isGreaterThan(share * capacity);
      assertThat(busy.p99Millis()).isLessThan(2.4 * calm.p99Millis());
    }
    assertThat(service.seen(27, 30).shedPercent()).as("shed when it is over").isLessThan(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void comesDownFromACrowdThatWasThereBeforeAnythingWasKnown(long seed) {
    ServiceUnderLoad service = play(8, always(0.02), _ -> 20_000, seed);
    assertThat(service.seen(2, 30).goodPerSecond()).isGreaterThan(0.97 * 2000);
    assertThat(service.seen(2, 15).p99Millis()).isLessThan(100);
    assertThat(service.seen(26, 30).p50Millis()).isLessThan(65);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsThatRouteesAreSlowByThemselvesAndLetsCallsIn(long seed) {
    ServiceUnderLoad service = play(ANY_NUMBER, (at, _) -> at < 10 ? 0.02 : 0.1, _ -> 1000, seed);
    assertThat(service.seen(2, 10).shedPercent()).isZero();
    assertThat(service.seen(10, 11).shedPercent()).isLessThan(65);
    assertThat(service.seen(11, 13).shedPercent()).isLessThan(20);
    assertThat(service.seen(13, 30).shedPercent()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shedsNobodyOfABusyServiceWhoseAnswersVary(long seed) {
    ServiceUnderLoad service = play(8, exponential(0.02), _ -> 1600, seed);
    assertThat(service.seen(0, 30).shedPercent()).isLessThan(0.5);
  }

  /**
   * All of a service's routees stand still for 0.2 s every three, as JVMs do to collect garbage.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, ROUTEES})
  void shedsNobodyForAPause(int routees) {
    Work paused =
        (at, _) -> {
          double since = at % 3 - 1;
          return 0.005 + (since >= 0 && since < 0.2 ? 0.2 - since : 0);
        };
    for (long seed = 1; seed <= 3; seed++) {
      var service = new ServiceUnderLoad(routees, _ -> 200, paused, _ -> 1000, seed);
      service.run(30);
      assertThat(service.seen(0, 30).shedPercent()).as("seed %s", seed).isLessThan(0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void letsBurstsAfterSilenceIn(long seed) {
    ServiceUnderLoad service =
        play(ANY_NUMBER, always(0.05), at -> (int) (at * 2) % 4 == 0 ? 2000 : 5, seed);
    assertThat(service.seen(0, 30).shedPercent()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void followsACapacityThatHalvesAndComesBack(long seed) {
    var service =
        new ServiceUnderLoad(
            ROUTEES, at -> at >= 10 && at < 20 ? 4 : 8, always(0.02), _ -> 1500, seed);
    service.run(30);
    assertThat(service.seen(2, 10).shedPercent()).isZero();
    assertThat(service.seen(12, 20).goodPerSecond()).isGreaterThan(0.95 * 1000);
    assertThat(service.seen(12, 20).p99Millis()).isLessThan(140);
    assertThat(service.seen(22, 30).shedPercent()).isLessThan(1);
  }
}
