package dev.weft.probe.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastingTest {
  private static final Finding SLOW =
      new Finding(Finding.Cause.LATENCY, Finding.Severity.DEGRADED, "slow", 0.5);

  private static String after(String seconds) {
    var stands = new StringBuilder();
    Lasting lasting = Lasting.NONE;
    for (int i = 0; i < seconds.length(); i++) {
      lasting = lasting.next(seconds.charAt(i) == 'x' ? Optional.of(SLOW) : Optional.empty());
      stands.append(lasting.stands() ? 'x' : '.');
    }
    return stands.toString();
  }

  @Test
  void standsFromTheThirdSecondInARow() {
    assertThat(after("xx.xx.xxx")).isEqualTo("........x");
  }

  @Test
  void goesWithTheFifthSecondWithoutIt() {
    assertThat(after("xxx....x.....")).isEqualTo("..xxxxxxxxxx.");
  }
}
