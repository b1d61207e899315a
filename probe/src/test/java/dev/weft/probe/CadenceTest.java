package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Verdict.State;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CadenceTest {
  private static final Hysteresis PASSING = Hysteresis.resume(State.PASSING);
  private static final Hysteresis FAILING = Hysteresis.resume(State.FAILING);
  private static final Duration OLD = Duration.ofHours(1);

  private final Random random = new Random(42);

  private Duration next(Hysteresis state, Damping damping, Duration age) {
    return Cadence.next(state, damping, age, ProbePolicy.DEFAULT, random);
  }

  @Test
  void looksAtASettledRouteeOnceAnIntervalWithATenthOfJitter() {
    for (int i = 0; i < 1000; i++) {
      assertThat(next(PASSING.next(true, 2, 3), Damping.NONE, OLD))
          .isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
    }
  }

  @Test
  void looksAgainQuicklyAfterAFirstFailure() {
    assertThat(next(PASSING.next(false, 2, 3), Damping.NONE, OLD)).isEqualTo(Cadence.QUICK);
  }

  @Test
  void looksAgainQuicklyAfterAFirstPassOfAFailingOne() {
    assertThat(next(FAILING.next(true, 2, 3), Damping.NONE, OLD)).isEqualTo(Cadence.QUICK);
  }

  @Test
  void takesItsTimeToLetAFlappingOneBackIn() {
    Damping damped = Damping.NONE.fell(1).fell(2).fell(3);

    assertThat(next(FAILING.next(true, 2, 3), damped, OLD)).isGreaterThan(Cadence.QUICK);
    assertThat(next(PASSING.next(false, 2, 3), damped, OLD)).isEqualTo(Cadence.QUICK);
  }

  @Test
  void looksQuicklyAtANewcomerForTenSeconds() {
    Hysteresis starting = Hysteresis.NEW.next(false, 2, 3);

    assertThat(next(starting, Damping.NONE, Duration.ofSeconds(9))).isEqualTo(Cadence.QUICK);
    assertThat(next(starting, Damping.NONE, Duration.ofSeconds(10))).isGreaterThan(Cadence.QUICK);
  }
}
