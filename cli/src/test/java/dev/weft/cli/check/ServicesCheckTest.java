package dev.weft.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.cli.api.Tree;
import dev.weft.cli.check.Finding.Level;
import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServicesCheckTest {
  private static Tree service(String namespace, String name) {
    return Tree.of(Map.of("metadata", Map.of("name", name, "namespace", namespace)));
  }

  private static Tree routee(String name, Map<String, Object> status) {
    return Tree.of(
        Map.of(
            "metadata", Map.of("name", name, "namespace", "default"),
            "spec", Map.of("service", "orders"),
            "status", status));
  }

  private static Finding only(List<Finding> findings) {
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  @Test
  void aServiceWithoutRouteesIsNamedWithHowToStartOne() {
    Finding found = only(ServicesCheck.of(List.of(service("shop", "orders")), List.of()));

    assertThat(found.level()).isEqualTo(Level.WARNING);
    assertThat(found.about()).isEqualTo("service shop/orders");
    assertThat(found.advice()).contains("weft run --service orders");
  }

  @Test
  void oneThatHasNobodyLeftIsAFaultWithItsEvidence() {
    Map<String, Object> failing =
        Map.of("verdict", "failing", "evidence", List.of("tcp 127.0.0.1:1: connection refused"));
    Finding found =
        only(
            ServicesCheck.of(
                List.of(service("default", "orders")), List.of(routee("orders-1", failing))));

    assertThat(found.level()).isEqualTo(Level.FAULT);
    assertThat(found.says()).contains("orders-1 (tcp 127.0.0.1:1: connection refused)");
    assertThat(found.advice()).contains("weft describe routee orders-1");
  }

  @Test
  void oneThatHasSomeLeftIsAWarning() {
    Map<String, Object> drained =
        Map.of("verdict", "passing", "outOfService", Map.of("mode", "Drain"));
    Finding found =
        only(
            ServicesCheck.of(
                List.of(service("default", "orders")),
                List.of(
                    routee("orders-1", Map.of("verdict", "degraded")),
                    routee("orders-2", drained))));

    assertThat(found.level()).isEqualTo(Level.WARNING);
    assertThat(found.says()).isEqualTo("1 of 2 take calls; not orders-2 (taken out of service)");
    assertThat(found.advice()).contains("weft uncordon orders-2");
  }

  @Test
  void conditionsAreFoundWhereverTheyStand() {
    Map<String, Object> good = Map.of("type", "Accepted", "status", "True", "reason", "Accepted");
    Map<String, Object> bad =
        Map.of(
            "type", "ResolvedRefs",
            "status", "False",
            "reason", "BackendNotFound",
            "message", "there is no Service default/orders");
    Map<String, Object> conflict =
        Map.of("type", "Conflicted", "status", "True", "reason", "HostnameConflict");
    Map<String, Object> none =
        Map.of("type", "Conflicted", "status", "False", "reason", "NoConflicts");
    var document =
        Map.of(
            "metadata", Map.of("name", "canary", "namespace", "shop"),
            "status",
                Map.of(
                    "parents", List.of(Map.of("conditions", List.of(good, bad))),
                    "listeners", List.of(Map.of("conditions", List.of(conflict, none)))));

    List<Finding> found = Conditions.of(Kind.HTTP_ROUTE, Tree.of(document));

    assertThat(found)
        .extracting(Finding::says)
        .containsExactlyInAnyOrder(
            "ResolvedRefs=False, BackendNotFound: there is no Service default/orders",
            "Conflicted=True, HostnameConflict");
    assertThat(found.getFirst().about()).isEqualTo("httproute shop/canary");
    assertThat(found.getFirst().advice()).contains("weft describe httproute canary -n shop");
  }
}
