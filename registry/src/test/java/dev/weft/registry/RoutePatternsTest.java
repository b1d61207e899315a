package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutePatternsTest extends RegistryFixture {
  @Test
  void anExpressionThatRe2DoesNotKnowIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> put(Map.of("type", "RegularExpression", "value", "/(?=a)b")))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("spec.rules[0].matches[0].path.value")
        .hasMessageContaining("/(?=a)b")
        .hasMessageContaining("a regular expression of RE2");
  }

  @Test
  void oneThatItKnowsIsTaken() {
    put(Map.of("type", "RegularExpression", "value", "/(a+)+b"));
  }

  private void put(Map<String, Object> path) {
    catalog.put(
        Documented.document(
            Kind.HTTP_ROUTE,
            "default",
            "web",
            Map.of(
                "spec",
                Map.of("rules", List.of(Map.of("matches", List.of(Map.of("path", path))))))));
  }
}
