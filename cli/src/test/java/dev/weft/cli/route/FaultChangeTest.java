package dev.weft.cli.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.api.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultChangeTest {
  private static Map<String, Object> policy(String name, String created, Map<String, Object> more) {
    var spec = new LinkedHashMap<String, Object>(more);
    spec.put("targetRefs", List.of(Map.of("kind", "Service", "name", "orders")));
    return Map.of(
        "metadata",
        Map.of("name", name, "creationTimestamp", created, "resourceVersion", "7"),
        "spec",
        spec);
  }

  private static final Map<String, Object> OLD =
      policy("orders", "2026-01-01T00:00:00Z", Map.of("retry", Map.of("attempts", 1)));
  private static final Map<String, Object> NEW = policy("newer", "2026-02-01T00:00:00Z", Map.of());

  private static Tree spec(FaultChange change) {
    return Tree.of(change.document()).tree("spec");
  }

  @Test
  void aServiceWithoutAPolicyGetsOne() {
    FaultChange change = FaultChange.on(List.of(), "shop", "orders", "200ms", null, 5);
    assertThat(change.isNew()).isTrue();
    assertThat(change.name()).isEqualTo("orders-fault");
    assertThat(change.words()).isEqualTo("5 % of the calls are late by 200ms");
    assertThat(spec(change).tree("fault").tree("delay").fields())
        .isEqualTo(Map.of("time", "200ms", "percent", "5%"));
    assertThat(spec(change).tree("fault").has("abort")).isFalse();

    FaultChange off = FaultChange.off(List.of(change.document()), "orders");
    assertThat(off.deletes()).isTrue();
    assertThat(off.name()).isEqualTo("orders-fault");
  }

  @Test
  void thePolicyThatHoldsIsChangedAndKeepsTheRest() {
    FaultChange change = FaultChange.on(List.of(NEW, OLD), "shop", "orders", "1s", 503, 50);
    assertThat(change.isNew()).isFalse();
    assertThat(change.name()).as("of two the older holds").isEqualTo("orders");
    assertThat(change.words())
        .isEqualTo("50 % of the calls are late by 1s, 50 % of the calls get status 503");
    assertThat(spec(change).tree("retry").text("attempts")).isEqualTo("1");
    assertThat(Tree.of(change.document()).tree("metadata").text("resourceVersion")).isEqualTo("7");

    FaultChange off = FaultChange.off(List.of(NEW, change.document()), "orders");
    assertThat(off.deletes()).isFalse();
    assertThat(spec(off).has("fault")).isFalse();
    assertThat(spec(off).tree("retry").text("attempts")).isEqualTo("1");
  }

  @Test
  void whereThereAreNoFaultsThereIsNothingToTakeAway() {
    assertThat(FaultChange.off(List.of(OLD), "orders").document()).isEmpty();
    assertThat(FaultChange.off(List.of(), "orders").document()).isEmpty();
  }
}
