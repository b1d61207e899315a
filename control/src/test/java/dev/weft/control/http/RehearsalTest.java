package dev.weft.control.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.time.SystemClock;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  @Test
  void isAnsweredByAServerOfItsOwn() {
    try (var clock = new SystemClock()) {
      assertThat(Rehearsal.run(clock)).isTrue();
    }
  }
}
