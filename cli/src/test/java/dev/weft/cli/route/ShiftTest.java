package dev.weft.cli.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.api.Tree;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShiftTest {
  private static final Map<String, Object> ORDERS =
      Map.of(
          "metadata",
          Map.of("name", "orders", "namespace", "shop"),
          "spec",
          Map.of("ports", List.of(Map.of("port", 8080))));
  private static final List<String> SERVICES = List.of("orders", "orders-v2", "orders-v3", "web");

  private static Shift.Change shift(List<Map<String, Object>> routes, String... words) {
    return Shift.of(ORDERS, SERVICES, routes, Shift.parse(List.of(words)));
  }

  private static List<Tree> refs(Shift.Change change, int rule) {
    return Tree.of(change.route()).tree("spec").trees("rules").get(rule).trees("backendRefs");
  }

  private static Map<String, Object> ref(String name, int weight) {
    return Map.of("name", name, "port", 8080, "weight", weight);
  }

  private static Map<String, Object> route(Object... rules) {
    return Map.of(
        "metadata",
        Map.of("name", "orders", "namespace", "shop", "resourceVersion", "7"),
        "spec",
        Map.of(
            "parentRefs",
            List.of(Map.of("group", "", "kind", "Service", "name", "orders")),
            "rules",
            List.of(rules)),
        "status",
        Map.of());
  }

  @Test
  void makesARouteThatGivesTheRestToTheServiceItself() {
    Shift.Change change = shift(List.of(), "v2=10%");
    assertThat(change.isNew()).isTrue();
    assertThat(change.after()).isEqualTo("orders:8080 90%, orders-v2:8080 10%");
    assertThat(refs(change, 0).stream().map(RouteText::weight)).containsExactly(9000L, 1000L);
    assertThat(Tree.of(change.route()).tree("metadata").text("namespace")).isEqualTo("shop");
  }

  @Test
  void changesOnlyTheRulesThatKnowAllThatAreNamed() {
    Map<String, Object> canary =
        Map.of("backendRefs", List.of(ref("orders", 1), ref("orders-v3", 3), ref("orders-v2", 0)));
    Map<String, Object> other = Map.of("backendRefs", List.of(ref("web", 1)));
    Shift.Change change = shift(List.of(route(canary, other)), "v2=20%");
    assertThat(change.isNew()).isFalse();
    assertThat(change.before()).contains("orders-v2:8080 0%");
    assertThat(refs(change, 0).stream().map(RouteText::weight))
        .as("the others share what is left as they did before")
        .containsExactly(2000L, 6000L, 2000L);
    assertThat(refs(change, 1)).hasSize(1);
    assertThat(Tree.of(change.route()).tree("metadata").text("resourceVersion"))
        .as("nobody's change in between is lost")
        .isEqualTo("7");
    assertThat(change.route()).doesNotContainKey("status");
  }

  @Test
  void sharesOfOneThirdAddUpToAll() {
    Map<String, Object> rule =
        Map.of("backendRefs", List.of(ref("orders", 1), ref("orders-v3", 1), ref("orders-v2", 1)));
    List<Tree> refs = refs(shift(List.of(route(rule)), "v2=33.33%"), 0);
    assertThat(refs.stream().mapToLong(RouteText::weight).sum()).isEqualTo(10_000);
    assertThat(RouteText.weight(refs.getLast())).isEqualTo(3333);
  }

  @Test
  void allAndNothingAreShares() {
    Map<String, Object> rule =
        Map.of("backendRefs", List.of(ref("orders", 9000), ref("orders-v2", 1000)));
    assertThat(refs(shift(List.of(route(rule)), "v2=100%"), 0).stream().map(RouteText::weight))
        .containsExactly(0L, 10_000L);
    assertThat(refs(shift(List.of(route(rule)), "v2=0"), 0).stream().map(RouteText::weight))
        .containsExactly(10_000L, 0L);
  }

  @Test
  void whatCannotBeMeantIsRefusedInWords() {
    assertThatThrownBy(() -> shift(List.of(), "v9=10%"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("there is no Service orders-v9");
    assertThatThrownBy(() -> shift(List.of(), "v2=60%", "v3=50%")).hasMessageContaining("110%");
    for (String wrong : List.of("v2", "=10%", "v2=ten", "v2=-1%", "v2=10%%")) {
      assertThatThrownBy(() -> shift(List.of(), wrong))
          .as(wrong)
          .hasMessageContaining("is no share such as v2=10%");
    }
    Map<String, Object> stranger = route(Map.of("backendRefs", List.of(ref("orders", 1))));
    assertThatThrownBy(() -> shift(List.of(stranger), "v2=10%"))
        .hasMessageContaining("HTTPRoute shop/orders routes the calls of orders already");
  }
}
