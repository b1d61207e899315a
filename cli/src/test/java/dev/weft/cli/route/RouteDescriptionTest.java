package dev.weft.cli.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.api.Tree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteDescriptionTest {
  private static Map<String, Object> match(String path) {
    return Map.of("path", Map.of("type", "PathPrefix", "value", path));
  }

  private static Map<String, Object> rule(String to, Object... matches) {
    return Map.of(
        "matches", List.of(matches), "backendRefs", List.of(Map.of("name", to, "port", 80)));
  }

  private static Map<String, Object> route(String name, String created, Object... rules) {
    return Map.of(
        "kind",
        "HTTPRoute",
        "metadata",
        Map.of("name", name, "namespace", "shop", "creationTimestamp", created),
        "spec",
        Map.of(
            "parentRefs",
            List.of(Map.of("name", "edge")),
            "hostnames",
            List.of("shop.example"),
            "rules",
            List.of(rules)),
        "status",
        Map.of(
            "parents",
            List.of(
                Map.of(
                    "parentRef",
                    Map.of("name", "edge"),
                    "conditions",
                    List.of(
                        Map.of(
                            "type", "Accepted",
                            "status", "False",
                            "reason", "NoMatchingListenerHostname",
                            "message", "no listener serves shop.example"))))));
  }

  @Test
  void saysWhatWasRefusedAndWhatTheRulesDo() {
    Map<String, Object> one = route("web", "2026-01-01T00:00:00Z", rule("orders", match("/a")));
    assertThat(String.join("\n", RouteDescription.of(one, List.of(one))))
        .contains(
            "HTTPRoute shop/web",
            "hosts: shop.example",
            "Gateway shop/edge",
            "REFUSED (NoMatchingListenerHostname): no listener serves shop.example",
            "path below /a",
            "to orders:80")
        .doesNotContain("NEVER REACHED", "nothing is said of it");
  }

  @Test
  void namesTheRuleThatStandsBefore() {
    Map<String, Object> older = route("old", "2026-01-01T00:00:00Z", rule("orders", match("/a")));
    Map<String, Object> newer =
        route(
            "new",
            "2026-02-01T00:00:00Z",
            rule("one", match("/a")),
            rule("two", match("/a"), match("/b")),
            rule("three", match("/b")));
    String said = String.join("\n", RouteDescription.of(newer, List.of(newer, older)));
    assertThat(said)
        .contains("NEVER REACHED: rule 1 of shop/old takes path below /a")
        .contains("shadowed in part: rule 1 of shop/old takes path below /a")
        .contains("NEVER REACHED: rule 2 takes path below /b");
    assertThat(String.join("\n", RouteDescription.of(older, List.of(newer, older))))
        .doesNotContain("NEVER REACHED", "shadowed");
  }

  @Test
  void sharesAreInPercent() {
    var rule =
        Map.of(
            "backendRefs",
            List.of(
                Map.of("name", "orders", "port", 80, "weight", 9),
                Map.of("name", "orders-v2", "port", 80, "weight", 1)));
    assertThat(RouteText.backends(Tree.of(rule), "shop"))
        .isEqualTo("orders:80 90%, orders-v2:80 10%");
  }
}
