package dev.weft.control.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private static final Instant MINUTE_AGO = NOW.minusSeconds(60);

  @Test
  void showsARouteeWithItsVerdictAndOnDemandItsEvidence() {
    Resource routee = routee("orders-1", "orders", "failing", List.of("3 of 3 checks failed"));

    Map<String, Object> table = table(routee);

    assertThat(names(table))
        .containsExactly(
            "NAME",
            "SERVICE",
            "ADDRESS",
            "PROTOCOL",
            "ZONE",
            "WEIGHT",
            "VERDICT",
            "AGE",
            "EVIDENCE");
    assertThat(firstRow(table))
        .containsExactly(
            "orders-1",
            "orders",
            "127.0.0.1:8081",
            "http",
            "<none>",
            100,
            "failing",
            "60s",
            "3 of 3 checks failed");
  }

  @Test
  void countsARouteeOfAServiceAsPassingIfItTakesCalls() {
    Resource service = resource(Kind.SERVICE, "orders", Map.of(), Map.of());
    List<Resource> routees =
        List.of(
            routee("a", "orders", "passing", List.of()),
            routee("b", "orders", "degraded", List.of()),
            routee("c", "orders", "failing", List.of()),
            routee("d", "other", "passing", List.of()));

    Map<String, Object> table =
        Tables.of(
            Kind.SERVICE, List.of(service), 1, true, Tables.RowObject.NONE, NOW, () -> routees);

    assertThat(firstRow(table)).containsExactly("orders", "2/3 passing", "<none>", "60s");
  }

  @Test
  void showsPoliciesConfigMapsAndNamespaces() {
    Map<String, Object> spec =
        Map.of("targetRefs", List.of(Map.of("kind", "Service", "name", "orders")));

    assertThat(firstRow(table(resource(Kind.SERVICE_POLICY, "p", Map.of("spec", spec), Map.of()))))
        .containsExactly("p", "orders", "PeakEwma", "60s");
    assertThat(
            firstRow(
                table(resource(Kind.CONFIG_MAP, "c", Map.of("data", Map.of("a", "1")), Map.of()))))
        .containsExactly("c", 1, "60s");
    assertThat(firstRow(table(resource(Kind.NAMESPACE, "n", Map.of(), Map.of()))))
        .containsExactly("n", "60s");
  }

  @Test
  void showsARowEvenForAResourceThatCannotBeRead() {
    assertThat(firstRow(table(resource(Kind.ROUTEE, "old", Map.of("spec", Map.of()), Map.of()))))
        .startsWith("old", "<invalid>");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0s",
    "119,119s",
    "120,2m",
    "130,2m10s",
    "3600,60m",
    "10800,3h",
    "19200,5h20m",
    "28800,8h",
    "172800,2d",
    "-5,0s",
  })
  void showsAnAgeAsShortAsPeopleWantToReadIt(long seconds, String shown) {
    assertThat(Age.show(Duration.ofSeconds(seconds))).isEqualTo(shown);
  }

  private static Map<String, Object> table(Resource resource) {
    return Tables.of(
        resource.kind(), List.of(resource), 1, true, Tables.RowObject.METADATA, NOW, List::of);
  }

  private static List<String> names(Map<String, Object> table) {
    return ((List<?>) table.getOrDefault("columnDefinitions", List.of()))
        .stream().map(column -> String.valueOf(((Map<?, ?>) column).get("name"))).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Object> firstRow(Map<String, Object> table) {
    var rows = (List<Map<String, Object>>) table.getOrDefault("rows", List.of());
    return (List<Object>) rows.getFirst().getOrDefault("cells", List.of());
  }

  private static Resource routee(
      String name, String service, String verdict, List<String> evidence) {
    return resource(
        Kind.ROUTEE,
        name,
        Map.of("spec", Map.of("service", service, "address", "127.0.0.1", "port", 8081)),
        Map.of("verdict", verdict, "evidence", evidence));
  }

  private static Resource resource(
      Kind kind, String name, Map<String, Object> body, Map<String, Object> status) {
    Metadata metadata =
        Metadata.named(kind.namespaced() ? "default" : "", name).written("u", 1, 1, MINUTE_AGO);
    return new Resource(kind, metadata, body, status);
  }
}
