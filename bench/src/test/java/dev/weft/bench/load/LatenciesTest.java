package dev.weft.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LatenciesTest {

  @Test
  void sharesAreExactToAFewPercent() {
    var latencies = new Latencies();
    for (int millis = 1; millis <= 1_000; millis++) {
      latencies.record(millis * 1_000_000L);
    }

    assertThat(latencies.millis(0.5)).isCloseTo(500, within(10.0));
    assertThat(latencies.millis(0.99)).isCloseTo(990, within(20.0));
    assertThat(latencies.millis(1)).isCloseTo(1_000, within(20.0));
    assertThat(latencies.count()).isEqualTo(1_000);
  }

  @Test
  void nothingCountedIsNothing() {
    assertThat(new Latencies().millis(0.99)).isZero();
  }
}
