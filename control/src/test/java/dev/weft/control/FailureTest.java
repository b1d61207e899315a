package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.registry.store.StoreException;
import org.junit.jupiter.api.Test;

final class FailureTest {
  @Test
  void aFullDiskIsToldToWhoeverWrote() {
    String message = "cannot write to the data directory data (No space left on device)";

    Failure failure = Failure.of(new StoreException(message));

    assertThat(failure.code()).isEqualTo(503);
    assertThat(failure.toTree())
        .containsEntry("reason", "ServiceUnavailable")
        .containsEntry("message", message);
  }

  @Test
  void whatNobodyForesawIsNotTold() {
    Failure failure = Failure.of(new IllegalStateException("secret detail"));

    assertThat(failure.code()).isEqualTo(500);
    assertThat(failure.message()).doesNotContain("secret").contains("under the id");
  }
}
