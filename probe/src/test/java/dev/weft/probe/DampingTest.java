package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DampingTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static Damping fallingEverySecond(int falls) {
    Damping damping = Damping.NONE;
    for (int i = 0; i < falls; i++) {
      damping = damping.fell(i * SECOND);
    }
    return damping;
  }

  @Test
  void toleratesTwoFallsWithinAMinute() {
    assertThat(fallingEverySecond(2).active()).isFalse();
    assertThat(fallingEverySecond(2).rise(2)).isEqualTo(2);
  }

  @Test
  void doublesTheProofWithEveryFurtherFallUpToSixteenTimes() {
    assertThat(fallingEverySecond(3).rise(2)).isEqualTo(4);
    assertThat(fallingEverySecond(4).rise(2)).isEqualTo(8);
    assertThat(fallingEverySecond(6).rise(2)).isEqualTo(32);
    assertThat(fallingEverySecond(60).rise(2)).isEqualTo(32);
  }

  @Test
  void endsWhenAMinuteHasPassed() {
    Damping damping = fallingEverySecond(6);

    assertThat(damping.at(59 * SECOND).active()).isTrue();
    assertThat(damping.at(64 * SECOND).active()).isFalse();
    assertThat(damping.at(66 * SECOND)).isEqualTo(Damping.NONE);
  }

  @Test
  void neverAsksLessThanThePolicy() {
    assertThat(fallingEverySecond(6).rise(1000)).isEqualTo(1000);
  }
}
