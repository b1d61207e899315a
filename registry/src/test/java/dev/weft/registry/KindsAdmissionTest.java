package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.resource.Ties;
import dev.weft.testkit.Eventually;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KindsAdmissionTest extends RegistryFixture {
  @Test
  void namesEveryFieldThatIsWrongWithItsValueAndWhatWouldBeRight() {
    var route =
        document(
            Kind.HTTP_ROUTE,
            Map.of(
                "spec",
                Map.of(
                    "hostnames",
                    List.of("-x"),
                    "rules",
                    List.of(
                        Map.of(
                            "backendRefs",
                            List.of(Map.of("name", "orders", "port", 65_536, "wait", 1)),
                            "matches",
                            List.of(Map.of("path", Map.of("type", "Prefix"))))))));

    assertThatThrownBy(() -> catalog.put(route))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("spec.hostnames[0]: \"-x\" is not a text that matches")
        .hasMessageContaining(
            "spec.rules[0].backendRefs[0].port: \"65536\" is not a number from 1 to 65535")
        .hasMessageContaining("spec.rules[0].backendRefs[0].wait: \"present\" is not a known field")
        .hasMessageContaining(
            "spec.rules[0].matches[0].path.type: \"Prefix\" is not one of Exact, PathPrefix");
    assertThat(catalog.get(Kind.HTTP_ROUTE, "default", "x")).isEmpty();
  }

  @Test
  void asksTheRulesOfTheGatewayApi() {
    var route =
        document(
            Kind.HTTP_ROUTE,
            Map.of(
                "spec",
                Map.of("rules", List.of(Map.of("backendRefs", List.of(Map.of("name", "a")))))));

    assertThatThrownBy(() -> catalog.put(route))
        .hasMessageContaining("spec.rules[0].backendRefs[0]")
        .hasMessageContaining("Must have port for Service reference");
  }

  @Test
  void writesDefaultsDownOnce() {
    var route =
        document(
            Kind.HTTP_ROUTE,
            Map.of(
                "spec",
                Map.of(
                    "rules",
                    List.of(Map.of("backendRefs", List.of(Map.of("name", "a", "port", 80)))))));

    Resource first = catalog.put(route).resource();

    assertThat(first.spec().toString())
        .contains("type=PathPrefix", "value=/", "kind=Service", "weight=1");
    // Its status may be written meanwhile, and is then written no more.
    Eventually.so("the same again is no write", () -> version().equals(putAgain(route)));
    assertThat(stored().metadata().generation()).isEqualTo(1);
  }

  private Resource stored() {
    return catalog.get(Kind.HTTP_ROUTE, "default", "x").orElseThrow();
  }

  private String version() {
    return String.valueOf(stored().metadata().resourceVersion());
  }

  private String putAgain(Resource route) {
    return String.valueOf(catalog.put(route).resource().metadata().resourceVersion());
  }

  @Test
  void keepsWhatMayNotChange() {
    var settings = document(Kind.CONFIG_MAP, Map.of("data", Map.of("a", "1"), "immutable", true));
    catalog.put(settings);

    assertThatThrownBy(() ->
            catalog.put(
                document(Kind.CONFIG_MAP, Map.of("data", Map.of("a", "2"), "immutable", true))))
        .hasMessageContaining("an immutable one stays as it is");
    assertThat(catalog.put(settings).created()).isFalse();
  }

  @Test
  void refusesAStatusThatTheGatewayApiDoesNotKnow() {
    catalog.put(
        document(
            Kind.GATEWAY,
            Map.of(
                "spec",
                Map.of(
                    "gatewayClassName",
                    "weft",
                    "listeners",
                    List.of(Map.of("name", "web", "port", 80, "protocol", "HTTP"))))));

    assertThatThrownBy(
            () -> catalog.putStatus(Kind.GATEWAY, "default", "x", Map.of("conditions", "good"), 0))
        .hasMessageContaining("status.conditions: \"good\" is not a list");
  }

  @Test
  void removesNothingInADryRunThatTakesTheLastFinalizerAway() {
    catalog.put(settings(new Ties(null, List.of("example.com/a"), List.of()), Map.of("a", "1")));
    Resource leaving = catalog.delete(Kind.CONFIG_MAP, "default", "x", 0);

    catalog.dryRun().put(settings(Ties.NONE, Map.of("a", "1")));

    assertThat(catalog.get(Kind.CONFIG_MAP, "default", "x")).contains(leaving);
  }

  @Test
  void keepsWhatFinalizersHoldUntilTheLastIsTakenAway() {
    Resource held = settings(new Ties(null, List.of("example.com/a"), List.of()), Map.of("a", "1"));
    catalog.put(held);

    Resource leaving = catalog.delete(Kind.CONFIG_MAP, "default", "x", 0);
    assertThat(leaving.metadata().ties().deletionTimestamp()).isEqualTo(clock.wall());
    assertThat(catalog.delete(Kind.CONFIG_MAP, "default", "x", 0).metadata().resourceVersion())
        .isEqualTo(leaving.metadata().resourceVersion());
    catalog.put(settings(held.metadata().ties(), Map.of("a", "2")));
    assertThat(
            catalog
                .get(Kind.CONFIG_MAP, "default", "x")
                .orElseThrow()
                .metadata()
                .ties()
                .deletionTimestamp())
        .isEqualTo(clock.wall());

    catalog.put(settings(Ties.NONE, Map.of("a", "2")));
    assertThat(catalog.get(Kind.CONFIG_MAP, "default", "x")).isEmpty();
  }

  @Test
  void readsTheMetadataThatControllersSendAndRefusesWhatNobodyKnows() {
    Map<String, Object> metadata =
        new java.util.HashMap<>(
            Map.of(
                "name",
                "x",
                "generateName",
                "x-",
                "selfLink",
                "/x",
                "managedFields",
                List.of(Map.of("manager", "me")),
                "ownerReferences",
                List.of(Map.of("apiVersion", "v1", "kind", "Service", "name", "a", "uid", "u"))));
    Resource read =
        Resource.fromTree(
            Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata), "default");
    assertThat(catalog.put(read).resource().toTree().toString())
        .contains("ownerReferences=[{apiVersion=v1")
        .doesNotContain("managedFields", "selfLink");

    metadata.put("nmae", "y");
    assertThatThrownBy(() ->
            Resource.fromTree(
                Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata), "default"))
        .hasMessageContaining("metadata.nmae: \"present\" is not a known field");
  }

  private static Resource settings(Ties ties, Map<String, Object> data) {
    return new Resource(
        Kind.CONFIG_MAP,
        Metadata.named("default", "x").withTies(ties),
        Map.of("data", data),
        Map.of());
  }

  @Test
  void boundsWhatAHostileDocumentIsAnswered() {
    var fields = new java.util.HashMap<String, Object>();
    for (int i = 0; i < 10_000; i++) {
      fields.put("f" + i, i);
    }

    assertThatThrownBy(() -> catalog.put(document(Kind.TCP_ROUTE, Map.of("spec", fields))))
        .isInstanceOfSatisfying(
            InvalidResourceException.class, e -> assertThat(e.errors()).hasSize(32));
  }

  private static Resource document(Kind kind, Map<String, Object> body) {
    return new Resource(kind, Metadata.named("default", "x"), body, Map.of());
  }
}
