package dev.weft.broker.strict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A family of cases before one broker; its classes have a static method {@code cases()}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Family {
  private @Nullable Judge judge;

  @BeforeAll
  void start() throws IOException {
    judge = new Judge();
  }

  @AfterAll
  void stop() throws IOException {
    Objects.requireNonNull(judge, "started").close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void comesToWhatTheStandardSays(Case hostile) throws IOException {
    assertThat(Objects.requireNonNull(judge, "started").verdict(hostile)).isEmpty();
  }
}
