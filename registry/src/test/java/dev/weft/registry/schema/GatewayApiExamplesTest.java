package dev.weft.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The Gateway API project's own examples of what is accepted and what is not. */
class GatewayApiExamplesTest {
  @SuppressWarnings("unchecked") // the file is ours
  static Stream<Arguments> examples(String which) {
    InputStream file =
        GatewayApiExamplesTest.class.getResourceAsStream("gateway-api-examples.json");
    Map<String, List<Map<String, Object>>> all =
        JsonMapper.builder().build().readValue(file, Map.class);
    List<Map<String, Object>> examples = all.getOrDefault(which, List.of());
    assertThat(examples).isNotEmpty();
    return examples.stream()
        .map(example -> Arguments.of(example.get("file"), example.get("document")));
  }

  static Stream<Arguments> accepted() {
    return examples("accepted");
  }

  static Stream<Arguments> refused() {
    return examples("refused");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("accepted")
  void acceptsWhatTheProjectShows(String file, Map<String, Object> document) {
    Resource resource = Resource.fromTree(document, "default");
    assertThatCode(() -> check(resource)).as(file).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refused")
  void refusesWhatTheProjectCallsInvalid(String file, Map<String, Object> document) {
    assertThatThrownBy(() -> check(Resource.fromTree(document, "default")))
        .as(file)
        .isInstanceOf(InvalidResourceException.class);
  }

  private static void check(Resource resource) {
    Kind kind = resource.kind();
    Schemas.check(kind, Schemas.withDefaults(kind, resource.body()), null, "it");
  }
}
