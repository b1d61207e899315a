package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenInstantTest {
  private static final long SECONDS_OF_9_999_YEARS = 9_999L * 366 * 86_400;

  @Test
  void readsWhatTheJdkWrites() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    int[] parts = {1_000_000_000, 1_000_000, 1_000, 1};
    for (int i = 0; i < 20_000; i++) {
      int part = parts[random.nextInt(parts.length)];
      long second = random.nextLong(-SECONDS_OF_9_999_YEARS, SECONDS_OF_9_999_YEARS);
      Instant instant =
          Instant.ofEpochSecond(second, (long) random.nextInt(1_000_000_000 / part) * part);

      assertThat(WrittenInstant.parse(instant.toString()))
          .as("%s, seed %d", instant, seed)
          .isEqualTo(instant);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05.1Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-02T03:04:05+01:00",
        "2026-01-02T24:00:00Z",
        "2016-12-31T23:59:60Z"
      })
  void readsWhatElseTheJdkReads(String text) {
    assertThat(WrittenInstant.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:0aZ"
      })
  void refusesWhatTheJdkRefuses(String text) {
    assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeParseException.class);
    assertThatThrownBy(() -> WrittenInstant.parse(text)).isInstanceOf(DateTimeParseException.class);
  }
}
