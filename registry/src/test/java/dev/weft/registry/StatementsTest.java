package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the registry says of resources without being asked. */
class StatementsTest extends RegistryFixture {

  private static final String GATEWAY =
      """
      {"spec":{"gatewayClassName":"weft","listeners":[
        {"name":"web","port":80,"protocol":"HTTP","hostname":"*.shop.example"},
        {"name":"tcp","port":5432,"protocol":"TCP"}]}}\
      """;

  private static final String ROUTE =
      """
      {"spec":{"parentRefs":[{"name":"edge"}],"hostnames":["www.shop.example"],
        "rules":[{"backendRefs":[{"name":"orders","port":80}]}]}}\
      """;

  @Test
  void thereIsAGatewayClassThatStays() throws Exception {
    Resource gatewayClass = await(Kind.GATEWAY_CLASS, "", "weft", "Accepted=True");

    assertThat(gatewayClass.spec()).containsEntry("controllerName", "weft.dev/gateway");
    assertThatThrownBy(() -> catalog.delete(Kind.GATEWAY_CLASS, "", "weft", 0))
        .hasMessageContaining("GatewayClass weft cannot be deleted");
    long revision = catalog.revision();
    restart();
    assertThat(catalog.revision()).isEqualTo(revision);
  }

  @Test
  void aPolicyForNoServiceSaysSoUntilThereIsOne() throws Exception {
    put(Kind.SERVICE_POLICY, "early", "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}]}}");

    Resource without = await(Kind.SERVICE_POLICY, "default", "early", "Accepted=False");
    assertThat(conditions(without))
        .contains("reason=TargetNotFound", "there is no Service default/orders");

    clock.advance(Duration.ofSeconds(5));
    put(Kind.SERVICE, "orders", "{\"spec\":{}}");
    Resource with = await(Kind.SERVICE_POLICY, "default", "early", "Accepted=True");
    assertThat(conditions(with)).contains("observedGeneration=1");
    assertThat(since(with)).isNotEqualTo(since(without));

    catalog.delete(Kind.SERVICE, "default", "orders", 0);
    await(Kind.SERVICE_POLICY, "default", "early", "Accepted=False");
  }

  @Test
  void aPolicyThatAsksForPrequalIsToldWhatRunsInItsPlace() throws Exception {
    put(Kind.SERVICE, "orders", "{\"spec\":{}}");
    put(
        Kind.SERVICE_POLICY,
        "fast",
        "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}],"
            + "\"balance\":{\"algorithm\":\"Prequal\"}}}");
    assertThat(conditions(await(Kind.SERVICE_POLICY, "default", "fast", "Accepted=True")))
        .contains("brokers run PeakEwma in Prequal's place");
  }

  @Test
  void ofTwoPoliciesForOneServiceTheOlderHoldsAndTheOtherNamesIt() throws Exception {
    put(Kind.SERVICE, "orders", "{\"spec\":{}}");
    put(Kind.SERVICE_POLICY, "b", "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}]}}");
    clock.advance(Duration.ofSeconds(1));
    put(Kind.SERVICE_POLICY, "a", "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}]}}");

    await(Kind.SERVICE_POLICY, "default", "b", "Accepted=True");
    Resource loser = await(Kind.SERVICE_POLICY, "default", "a", "Accepted=False");
    assertThat(conditions(loser)).contains("reason=Conflicted", "ServicePolicy default/b holds");

    catalog.delete(Kind.SERVICE_POLICY, "default", "b", 0);
    await(Kind.SERVICE_POLICY, "default", "a", "Accepted=True");
  }

  @Test
  void aRouteIsTakenOnceItsGatewayAndServiceAreThere() throws Exception {
    put(Kind.HTTP_ROUTE, "web", ROUTE);
    Resource alone = await(Kind.HTTP_ROUTE, "default", "web", "Accepted=False");
    assertThat(conditions(alone)).contains("NoMatchingParent", "BackendNotFound");

    put(Kind.SERVICE, "orders", "{\"spec\":{}}");
    put(Kind.GATEWAY, "edge", GATEWAY);
    Resource taken = await(Kind.HTTP_ROUTE, "default", "web", "Accepted=True", "ResolvedRefs=True");
    assertThat(taken.status().toString()).contains("controllerName=weft.dev/gateway");

    Resource gateway = await(Kind.GATEWAY, "default", "edge", "Accepted=True");
    assertThat(conditions(gateway)).contains("attachedRoutes=1").contains("reason=Pending");
  }

  @Test
  void aRouteForHostsThatNoListenerServesIsRefused() throws Exception {
    put(Kind.GATEWAY, "edge", GATEWAY);
    put(Kind.HTTP_ROUTE, "web", ROUTE.replace("www.shop.example", "www.other.example"));

    Resource refused = await(Kind.HTTP_ROUTE, "default", "web", "Accepted=False");

    assertThat(conditions(refused)).contains("NoMatchingListenerHostname");
  }

  @Test
  void aListenerTakesOnlyTheRoutesOfItsProtocolAndName() throws Exception {
    put(Kind.GATEWAY, "edge", GATEWAY);
    put(Kind.HTTP_ROUTE, "web", ROUTE.replace("\"edge\"", "\"edge\",\"sectionName\":\"tcp\""));
    put(Kind.HTTP_ROUTE, "lost", ROUTE.replace("\"edge\"", "\"edge\",\"sectionName\":\"none\""));

    assertThat(conditions(await(Kind.HTTP_ROUTE, "default", "web", "Accepted=False")))
        .contains("NotAllowedByListeners");
    assertThat(conditions(await(Kind.HTTP_ROUTE, "default", "lost", "Accepted=False")))
        .contains("NoMatchingParent", "no such listener");
  }

  @Test
  void aReferenceIntoAnotherNamespaceNeedsAGrantThere() throws Exception {
    put(Kind.GATEWAY, "edge", GATEWAY);
    put("shop", Kind.SERVICE, "orders", "{\"spec\":{}}");
    put(Kind.HTTP_ROUTE, "web", ROUTE.replace("\"orders\"", "\"orders\",\"namespace\":\"shop\""));
    assertThat(conditions(await(Kind.HTTP_ROUTE, "default", "web", "ResolvedRefs=False")))
        .contains("RefNotPermitted");

    put(
        "shop",
        Kind.REFERENCE_GRANT,
        "from-default",
        """
        {"spec":{"from":[{"group":"gateway.networking.k8s.io","kind":"HTTPRoute",
          "namespace":"default"}],"to":[{"group":"","kind":"Service"}]}}\
        """);
    await(Kind.HTTP_ROUTE, "default", "web", "ResolvedRefs=True");

    catalog.delete(Kind.REFERENCE_GRANT, "shop", "from-default", 0);
    await(Kind.HTTP_ROUTE, "default", "web", "ResolvedRefs=False");
  }

  @Test
  void whatOthersWroteInAStatusStays() throws Exception {
    put(Kind.SERVICE, "orders", "{\"spec\":{}}");
    put(Kind.SERVICE_POLICY, "a", "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}]}}");
    Resource policy = await(Kind.SERVICE_POLICY, "default", "a", "Accepted=True");
    catalog.putStatus(
        Kind.SERVICE_POLICY,
        "default",
        "a",
        Conditions.with(
            policy.status(),
            new Conditions.Condition("Programmed", Conditions.Status.TRUE, "Programmed", "all"),
            1,
            clock.wall()),
        0);

    catalog.delete(Kind.SERVICE, "default", "orders", 0);

    assertThat(conditions(await(Kind.SERVICE_POLICY, "default", "a", "Accepted=False")))
        .contains("type=Programmed");
  }

  @Test
  void whatIsSaidOnceIsNotWrittenAgain() throws Exception {
    put(Kind.SERVICE, "orders", "{\"spec\":{}}");
    put(Kind.GATEWAY, "edge", GATEWAY);
    put(Kind.HTTP_ROUTE, "web", ROUTE);
    await(Kind.HTTP_ROUTE, "default", "web", "Accepted=True", "ResolvedRefs=True");
    long settled =
        await(Kind.GATEWAY, "default", "edge", "attachedRoutes=1").metadata().resourceVersion();

    put(Kind.SERVICE_POLICY, "x", "{\"spec\":{\"targetRefs\":[{\"name\":\"orders\"}]}}");
    await(Kind.SERVICE_POLICY, "default", "x", "Accepted=True");

    assertThat(catalog.get(Kind.GATEWAY, "default", "edge").orElseThrow().metadata())
        .extracting(Metadata::resourceVersion)
        .isEqualTo(settled);
  }

  /** The resource once its status says all of this, of its generation. */
  private Resource await(Kind kind, String namespace, String name, String... wanted) {
    return await(
        kind,
        namespace,
        name,
        seen -> List.of(wanted).stream().allMatch(conditions(seen)::contains));
  }

  /** {@code Accepted=True}, {@code reason=…} and the rest of a status, as one text. */
  private static String conditions(Resource resource) {
    return resource.status().toString().replaceAll("type=(\\w+), status=(\\w+)", "type=$1, $1=$2");
  }

  private static String since(Resource resource) {
    return String.valueOf(Conditions.find(resource.status(), "Accepted").get("lastTransitionTime"));
  }
}
