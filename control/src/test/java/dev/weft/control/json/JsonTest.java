package dev.weft.control.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":", "{\"a\":NaN}", "{} {}", "{'a':1}", "{\"a\":1,}"})
  void namesTheLineAndColumnOfWhatItCannotRead(String text) {
    assertThatThrownBy(() -> Json.readObject(text.getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageStartingWith("malformed JSON at line 1, column ")
        .message()
        .doesNotContain("Source:", "tools.jackson");
  }

  @Test
  void readsAsDeepAsAllowedAndNoDeeper() {
    assertThat(Json.readObject(nested(Json.MAX_DEPTH).getBytes(UTF_8))).isNotEmpty();
    assertThatThrownBy(() -> Json.readObject(nested(Json.MAX_DEPTH + 1).getBytes(UTF_8)))
        .isInstanceOf(MalformedJsonException.class);
  }

  private static String nested(int depth) {
    return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }
}
