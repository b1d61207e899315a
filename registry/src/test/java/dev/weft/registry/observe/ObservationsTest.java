package dev.weft.registry.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final RouteeId ONE = new RouteeId("default", "orders-1");

  private final FakeClock clock = new FakeClock();
  private final Observations observations = new Observations(clock);

  private void take(String agent, int calls, int errors, long millis, @Nullable String degraded) {
    var latencies = new LatencyCounts();
    for (int i = errors; i < calls; i++) {
      latencies.record(millis * 1_000_000);
    }
    observations.take(
        agent,
        List.of(new RouteeObservation(ONE, ORDERS, errors, 0, latencies, degraded)),
        Map.of());
  }

  @Test
  void addsUpAllAgentsAndForgetsAfterAMinute() {
    take("a", 100, 10, 5, null);
    take("b", 100, 30, 5, null);
    assertThat(observations.of(ORDERS, 12).tries()).isEqualTo(200);
    assertThat(observations.of(ORDERS, 12).errorRate()).isEqualTo(0.2);
    clock.advance(Duration.ofSeconds(61));
    assertThat(observations.of(ORDERS, 12).tries()).isZero();
  }

  @Test
  void countsWhatAllAgentsShedOfLate() {
    observations.take("a", List.of(), Map.of(ORDERS, 5));
    observations.take("b", List.of(), Map.of(ORDERS, 2));
    assertThat(observations.shed(ORDERS, 2)).isEqualTo(7);
    clock.advance(Duration.ofSeconds(11));
    assertThat(observations.shed(ORDERS, 2)).isZero();
    assertThat(observations.shed(ORDERS, 12)).isEqualTo(7);
  }

  @Test
  void aRouteeIsDegradedWhenThoseWithMoreThanHalfOfItsCallsSaySo() {
    take("a", 50, 0, 5, "slow");
    take("b", 50, 0, 5, null);
    assertThat(observations.degraded()).isEmpty();
    take("a", 10, 0, 5, "slow");
    assertThat(observations.degraded()).containsEntry(ONE, List.of("broker a: slow"));
    take("b", 30, 0, 5, null);
    assertThat(observations.degraded()).isEmpty();
  }

  @Test
  void aLullDoesNotTakeItBackButSilenceAndADenialDo() {
    take("a", 50, 0, 5, "slow");
    assertThat(observations.degraded()).isNotEmpty();
    clock.advance(Duration.ofSeconds(9));
    take("a", 1, 0, 5, "slow");
    clock.advance(Duration.ofSeconds(9));
    assertThat(observations.degraded()).isNotEmpty();
    take("a", 1, 0, 5, null);
    assertThat(observations.degraded()).isEmpty();
    take("a", 50, 0, 5, "slow");
    assertThat(observations.degraded()).isNotEmpty();
    clock.advance(Duration.ofSeconds(11));
    assertThat(observations.degraded()).isEmpty();
  }

  @Test
  void fewCallsSayNothing() {
    take("a", 19, 0, 5, "slow");
    assertThat(observations.degraded()).isEmpty();
  }

  @Test
  void aFewBadMinutesDoNotBecomeWhatIsUsual() {
    for (int second = 0; second < 20 * 60; second++) {
      take("a", 10, 0, second < 15 * 60 ? 5 : 500, null);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(observations.usualP99Nanos(ORDERS)).isBetween(5_000_000L, 7_000_000L);
    assertThat(observations.of(ORDERS, 6).p99Nanos()).isGreaterThan(490_000_000);
  }
}
