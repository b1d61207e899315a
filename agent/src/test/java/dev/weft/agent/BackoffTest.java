package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final long SEED = 7;

  @Test
  void staysWithinABoundThatDoublesToTenSeconds() {
    var backoff = new Backoff(new Random(SEED));
    long bound = 1_000;
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.next()).isBetween(Duration.ZERO, Duration.ofMillis(bound));
      bound = Math.min(10_000, bound * 2);
    }
  }

  @Test
  void beginsAnewAfterSuccess() {
    var backoff = new Backoff(new Random(SEED));
    for (int i = 0; i < 10; i++) {
      backoff.next();
    }
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  /** The registry is away for 5 s: how many of 1,000 agents ask in the busiest 100 ms after it? */
  @Test
  void spreadsAThousandAgentsThatLoseTheirRegistryInOneMoment() {
    long awayMillis = 5_000;
    var perSlot = new int[300];
    for (int agent = 0; agent < 1_000; agent++) {
      var backoff = new Backoff(new Random(SEED * 1_000 + agent));
      long at = 0;
      while (at < awayMillis) {
        at += backoff.next().toMillis();
      }
      perSlot[(int) ((at - awayMillis) / 100)]++;
    }
    int most = java.util.Arrays.stream(perSlot).max().orElseThrow();
    // All in one slot without jitter; evenly over the 10 s of the bound it would be 10.
    assertThat(most).as("seed " + SEED).isLessThanOrEqualTo(50);
  }
}
