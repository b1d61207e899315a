package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final long SEED = 7;

  @Test
  void onFailureMeansAnyEndThatNobodyWanted() {
    var onFailure = new RestartPolicy(RestartPolicy.When.ON_FAILURE, 1);

    assertThat(onFailure.asksFor(0)).isFalse();
    assertThat(onFailure.asksFor(1)).isTrue();
    assertThat(onFailure.asksFor(128 + 9)).isTrue();
    assertThat(onFailure.asksFor(128 + 15)).as("SIGTERM").isFalse();
    assertThat(onFailure.asksFor(128 + 2)).as("SIGINT").isFalse();
    assertThat(new RestartPolicy(RestartPolicy.When.ALWAYS, 1).asksFor(0)).isTrue();
    assertThat(RestartPolicy.NEVER.asksFor(1)).isFalse();
  }

  @Test
  void waitsTwiceAsLongEachTimeUpToHalfAMinuteAndUpToAQuarterLess() {
    var random = new Random(SEED);
    long[] most = {100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000};
    for (int inARow = 0; inARow < most.length; inARow++) {
      for (int i = 0; i < 100; i++) {
        assertThat(RestartPolicy.wait(inARow, random))
            .as("after %d restarts in a row, seed %d", inARow, SEED)
            .isBetween(Duration.ofMillis(most[inARow] * 3 / 4), Duration.ofMillis(most[inARow]));
      }
    }
    assertThat(RestartPolicy.wait(Integer.MAX_VALUE, random))
        .isBetween(Duration.ofMillis(22_500), Duration.ofSeconds(30));
  }

  @Test
  void refusesFewerThanNoRestarts() {
    assertThatThrownBy(() -> new RestartPolicy(RestartPolicy.When.ALWAYS, -1))
        .hasMessageContaining("maxRestarts")
        .hasMessageContaining("-1");
  }
}
