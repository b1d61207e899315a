package dev.weft.model.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceTest {
  @Test
  void comesBackAsItWasRead() {
    Map<String, Object> tree =
        Map.of(
            "apiVersion",
            "weft.dev/v1",
            "kind",
            "Routee",
            "metadata",
            Map.of("name", "orders-1", "namespace", "shop", "labels", Map.of("a", "b")),
            "spec",
            Map.of("service", "orders"));

    assertThat(Resource.fromTree(tree, "default").toTree()).isEqualTo(tree);
  }

  @Test
  void takesTheDefaultNamespaceWhereNoneIsNamed() {
    Map<String, Object> tree =
        Map.of("apiVersion", "v1", "kind", "Service", "metadata", Map.of("name", "orders"));

    assertThat(Resource.fromTree(tree, "default").metadata().namespace()).isEqualTo("default");
  }

  @Test
  void refusesAKindThatIsNotServedAndNamesThoseThatAre() {
    Map<String, Object> tree =
        Map.of("apiVersion", "v1", "kind", "Pod", "metadata", Map.of("name", "x"));

    assertThatThrownBy(() -> Resource.fromTree(tree, "default"))
        .hasMessageContaining("kind: \"v1 Pod\" is not a kind that Weft serves")
        .hasMessageContaining("weft.dev/v1 Routee");
  }

  @Test
  void refusesABadName() {
    Map<String, Object> tree =
        Map.of("apiVersion", "v1", "kind", "Service", "metadata", Map.of("name", "<script>"));

    assertThatThrownBy(() -> Resource.fromTree(tree, "default"))
        .hasMessageContaining("metadata.name: \"<script>\" is not 1 to 253 of a-z");
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "15s, 15000", "2m, 120000", "1h, 3600000"})
  void durationsReadAndShowTheSame(String text, long millis) {
    assertThat(Fields.parseDuration(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(Fields.show(Duration.ofMillis(millis))).isEqualTo(text);
  }
}
