package dev.weft.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final Map<String, Object> SECRET =
      Map.of(
          "kind",
          "Secret",
          "metadata",
          Map.of(
              "name",
              "web",
              "annotations",
              Map.of("kubectl.kubernetes.io/last-applied-configuration", "{aGlkZGVu}", "a", "b")),
          "data",
          Map.of("tls.key", "aGlkZGVu"));

  @Test
  void showsTheKeysOfASecretAndHowMuchEachHolds() {
    String shown = Redaction.of(Kind.SECRET, SECRET, false).toString();

    assertThat(shown).contains("tls.key=<6 bytes>", "name=web", "a=b").doesNotContain("aGlkZGVu");
    assertThat(Redaction.of(Kind.SECRET, Map.of("items", List.of(SECRET)), false).toString())
        .contains("<6 bytes>")
        .doesNotContain("aGlkZGVu");
  }

  @Test
  void showsThemToThoseWhoAskAndEverythingElseToAll() {
    assertThat(Redaction.of(Kind.SECRET, SECRET, true)).isEqualTo(SECRET);
    Map<String, Object> settings = Map.of("data", Map.of("a", "b"));
    assertThat(Redaction.of(Kind.CONFIG_MAP, settings, false)).isEqualTo(settings);
  }
}
