package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusMessageTest {
  @Test
  void findsTheMessageOfAStatus() {
    assertThat(
            StatusMessage.of(
                "{\"kind\":\"Status\",\"details\":{\"causes\":[{\"message\":\"inner\"}]},"
                    + "\"message\": \"spec.port is \\\"0\\\"; 1\\u2013 65535\",\"code\":422}"))
        .isEqualTo("spec.port is \"0\"; 1– 65535");
  }

  @Test
  void isNotMisledByAValueThatReadsMessage() {
    assertThat(StatusMessage.of("{\"reason\":\"message\",\"message\":\"right\"}"))
        .isEqualTo("right");
  }

  @Test
  void showsTheBeginningOfAnyOtherBody() {
    assertThat(StatusMessage.of(" Bad Gateway\n")).isEqualTo("Bad Gateway");
    assertThat(StatusMessage.of("x".repeat(1000))).hasSize(301).endsWith("…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "\"", "{\"message\":\"\\", "{\"message\":\"\\u00", "]]]"})
  void survivesTornBodies(String body) {
    assertThat(StatusMessage.of(body)).isNotNull();
  }
}
