package dev.weft.broker.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.TimeoutPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TryTimeoutTest {
  private static final long MILLI = 1_000_000;
  private static final TimeoutPolicy ADAPTIVE = TimeoutPolicy.DEFAULT;

  private final TryTimeout timeout = new TryTimeout();

  private long after(int samples, long tookMillis) {
    long nowNanos = 0;
    for (int i = 0; i < samples; i++) {
      nowNanos += MILLI;
      timeout.measured(tookMillis * MILLI, nowNanos);
    }
    return timeout.nanos(ADAPTIVE, nowNanos + 1_000 * MILLI) / MILLI;
  }

  @Test
  void isAFifthOfTheCallsTimeBeforeAnythingIsKnown() {
    assertThat(timeout.nanos(ADAPTIVE, 0)).isEqualTo(3_000 * MILLI);
  }

  @Test
  void neverGoesUnderAQuarterOfASecond() {
    assertThat(after(100, 1)).isEqualTo(250);
  }

  @Test
  void isFiveTimesThe99thPercentile() {
    assertThat(after(100, 100)).isBetween(500L, 700L);
  }

  @Test
  void neverExceedsTheCallsTime() {
    assertThat(after(100, 5_000)).isEqualTo(15_000);
  }

  @Test
  void isWhatThePolicySaysWhereItSays() {
    var set =
        new TimeoutPolicy(
            Duration.ofSeconds(1),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofMillis(70));
    assertThat(timeout.nanos(set, 0)).isEqualTo(70 * MILLI);
  }
}
