package dev.weft.probe.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PhiAccrualTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SEED = 7;

  private long now;

  private PhiAccrual after(int signs, double jitter) {
    var random = new Random(SEED);
    var phi = new PhiAccrual(SECOND, now);
    for (int i = 0; i < signs; i++) {
      now += (long) (SECOND * (1 + jitter * random.nextGaussian()));
      phi.heard(now);
    }
    return phi;
  }

  @Test
  void isTheChanceOfASilenceAsLongAsThis() {
    PhiAccrual phi = after(1000, 0.2);

    // Of a normal with mean 1 s and deviation 0.2 s, one in 44 is above 1.4 s, one in 741 above 1.6
    // s.
    assertThat(phi.phi(now + SECOND)).isCloseTo(0.30, within(0.05));
    assertThat(phi.phi(now + SECOND * 14 / 10)).isCloseTo(1.64, within(0.3));
    assertThat(phi.phi(now + SECOND * 16 / 10)).isCloseTo(2.87, within(0.5));
  }

  @Test
  void growsWithTheSilenceWithoutABreak() {
    PhiAccrual phi = after(50, 0.1);

    double before = -1;
    for (int millis = 0; millis < 20_000; millis += 5) {
      double next = phi.phi(now + millis * 1_000_000L);
      assertThat(next).isGreaterThanOrEqualTo(before).isBetween(0.0, 300.0);
      if (before >= 0 && next < 8) {
        assertThat(next - before).isLessThan(0.3);
      }
      before = next;
    }
  }

  @Test
  void takesALateSignForLessWhereSignsAreIrregular() {
    PhiAccrual regular = after(200, 0.02);
    double surprise = regular.phi(now + 2 * SECOND);
    PhiAccrual irregular = after(200, 0.4);

    assertThat(surprise).isGreaterThan(PhiAccrual.GONE);
    assertThat(irregular.phi(now + 2 * SECOND)).isLessThan(PhiAccrual.GONE);
  }

  @Test
  void startsFromWhatIsExpected() {
    var phi = new PhiAccrual(5 * SECOND, 0);

    assertThat(phi.phi(5 * SECOND)).isLessThan(0.5);
    assertThat(phi.phi(15 * SECOND)).isGreaterThan(PhiAccrual.GONE);
  }

  @Test
  void refusesToExpectNothing() {
    assertThatThrownBy(() -> new PhiAccrual(0, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
