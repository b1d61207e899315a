package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.demo.Tally.Hop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Hop FIRST = new Hop("payments", 1);
  private static final Hop SECOND = new Hop("payments", 2);
  private static final Hop OTHER = new Hop("orders", 3);

  private final Tally tally = new Tally();

  @Test
  void countsCallsFailuresAndTheirReasons() {
    tally.add(good(1, 10));
    tally.add(bad(2, 20, "503 nobody"));
    tally.add(bad(3, 30, "503 nobody"));

    assertThat(tally.total())
        .isEqualTo(new Tally.Total(3, 2, 0, 20, 30, 30, Map.of("503 nobody", 2)));
  }

  @Test
  void readsOnlyTheWindowBeforeNow() {
    for (int second = 1; second <= 10; second++) {
      tally.add(good(second, second));
    }

    var reading = tally.last(Duration.ofSeconds(2), seconds(10));

    assertThat(reading).isEqualTo(new Tally.Reading(1, 9, 10));
  }

  @Test
  void sharesAreOfTheSameServicesCalls() {
    tally.add(good(1, 5, OTHER, FIRST));
    tally.add(good(2, 5, OTHER, SECOND));
    tally.add(good(3, 5, OTHER, FIRST));
    tally.add(good(4, 5, OTHER, FIRST));

    assertThat(tally.sharePercent(SECOND, Duration.ofSeconds(20), seconds(4))).isEqualTo(25);
    assertThat(tally.sharePercent(SECOND, Duration.ofSeconds(2), seconds(4))).isZero();
    assertThat(tally.sharePercent(new Hop("web", 1), Duration.ofSeconds(20), seconds(4))).isZero();
  }

  @Test
  void takesBackWhatEndedAfterTheMomentOfTheSeal() {
    tally.add(good(1, 10));
    tally.add(bad(2, 10, "reset"));
    tally.add(bad(3, 90, "reset"));

    tally.seal(seconds(2));
    tally.add(bad(4, 10, "too late"));

    assertThat(tally.total()).isEqualTo(new Tally.Total(2, 1, 0, 10, 10, 10, Map.of("reset", 1)));
  }

  @Test
  void whoIsToldToComeBackHasNotFailedAndHasNoLatency() {
    tally.add(good(1, 10));
    tally.add(new Tally.Call(seconds(2), 1, null, true, List.of()));
    tally.add(new Tally.Call(seconds(3), 1, null, true, List.of()));

    assertThat(tally.total()).isEqualTo(new Tally.Total(3, 0, 2, 10, 10, 10, Map.of()));
    tally.seal(seconds(2));
    assertThat(tally.total()).isEqualTo(new Tally.Total(2, 0, 1, 10, 10, 10, Map.of()));
  }

  @Test
  void roundsLatenciesUpAndCutsThemAtTwentySeconds() {
    var latencies = new Latencies();
    assertThat(latencies.percentile(99)).isZero();
    latencies.add(1);
    assertThat(latencies.percentile(50)).isEqualTo(1);
    latencies.add(Duration.ofMinutes(1).toNanos());
    assertThat(latencies.worst()).isEqualTo(20_000);
  }

  private static Tally.Call good(int second, int millis, Hop... hops) {
    return new Tally.Call(
        seconds(second), Duration.ofMillis(millis).toNanos(), null, false, List.of(hops));
  }

  private static Tally.Call bad(int second, int millis, String reason) {
    return new Tally.Call(
        seconds(second), Duration.ofMillis(millis).toNanos(), reason, false, List.of());
  }

  private static long seconds(int count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
