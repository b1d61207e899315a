package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From documents to the routing in snapshots. */
class RoutingTest extends RegistryFixture {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final GatewayId EDGE = new GatewayId("default", "edge");

  private static final String GATEWAY =
      """
      {"spec":{"gatewayClassName":"weft","listeners":[
        {"name":"web","port":80,"protocol":"HTTP","hostname":"*.shop.example"},
        {"name":"all","port":8080,"protocol":"HTTP"}]}}\
      """;

  @Test
  void aRouteOfAServiceIsInTheMeshWithItsRules() throws Exception {
    put(Kind.SERVICE, "orders", "{\"spec\":{\"ports\":[{\"port\":80}]}}");
    put(
        Kind.HTTP_ROUTE,
        "canary",
        """
        {"spec":{"parentRefs":[{"kind":"Service","group":"","name":"orders","port":80}],
          "rules":[{"matches":[{"path":{"value":"/v2/"},
              "headers":[{"name":"X-Beta","value":"1"},{"name":"x-beta","value":"2"}]}],
            "filters":[{"type":"URLRewrite","urlRewrite":{"path":
              {"type":"ReplacePrefixMatch","replacePrefixMatch":"/"}}}],
            "timeouts":{"request":"1m500ms"},
            "backendRefs":[{"name":"orders","port":80,"weight":9},
              {"name":"nobody","port":80}]}]}}\
        """);

    Routing routing = await(one -> one.mesh().containsKey(ORDERS));

    var onPort = orders(routing).routes().getFirst();
    assertThat(onPort.port()).isEqualTo(80);
    CallRule rule = onPort.route().rules().getFirst();
    assertThat(rule.matches().getFirst().path()).isEqualTo(new PathMatch.Prefix("/v2"));
    assertThat(rule.matches().getFirst().headers()).hasSize(1);
    assertThat(rule.filters())
        .containsExactly(new RouteFilter.Rewrite("", new RouteFilter.ReplacePrefix("/v2", "")));
    assertThat(rule.timeouts().request()).isEqualTo(Duration.ofMillis(60_500));
    assertThat(rule.backends().getFirst())
        .isEqualTo(new Backend(new Backend.ToService(ORDERS, 80), 9, List.of()));
    assertThat(rule.backends().getLast().target()).isInstanceOf(Backend.Refused.class);
  }

  @Test
  void aListenerHasTheRoutesAndHostsThatItTakes() throws Exception {
    put(Kind.GATEWAY, "edge", GATEWAY);
    put(Kind.HTTP_ROUTE, "web", route("a.shop.example", "b.other.example"));

    ListenerSpec web = edge(await(one -> attached(one, "web") == 1)).listeners().getFirst();

    assertThat(web.calls().getFirst().hostnames()).containsExactly("a.shop.example");
    assertThat(web.port()).isEqualTo(80);
  }

  @Test
  void whatNobodyChangedStaysTheSameObject() throws Exception {
    put(Kind.GATEWAY, "edge", GATEWAY);
    put(Kind.SERVICE, "orders", "{\"spec\":{\"ports\":[{\"port\":80}]}}");
    put(Kind.HTTP_ROUTE, "web", route("a.shop.example"));
    put(Kind.HTTP_ROUTE, "mesh", meshRoute("/"));
    Routing before = await(one -> attached(one, "web") == 1 && one.mesh().containsKey(ORDERS));

    put(Kind.HTTP_ROUTE, "mesh", meshRoute("/other"));
    Routing after = await(one -> !orders(one).equals(orders(before)));

    assertThat(after.gateways().get(EDGE)).isSameAs(before.gateways().get(EDGE));
  }

  @Test
  void theRoutesThatNobodyChangedStayTheSameObjectsWithinAListener() throws Exception {
    put(Kind.GATEWAY, "edge", GATEWAY);
    put(Kind.HTTP_ROUTE, "one", route("a.shop.example"));
    put(Kind.HTTP_ROUTE, "two", route("b.shop.example"));
    CallRoute before = only(await(routing -> attached(routing, "web") == 2), "one");

    catalog.delete(Kind.HTTP_ROUTE, "default", "two", 0);

    assertThat(only(await(routing -> attached(routing, "web") == 1), "one")).isSameAs(before);
  }

  @Test
  void listenersInEachOthersWayAreLeftOutAndTheOthersServe() throws Exception {
    put(
        Kind.GATEWAY,
        "edge",
        """
        {"spec":{"gatewayClassName":"weft","listeners":[
          {"name":"web","port":80,"protocol":"HTTP"},
          {"name":"raw","port":80,"protocol":"TCP"},
          {"name":"good","port":81,"protocol":"HTTP"}]}}\
        """);

    Routing routing = await(one -> one.gateways().containsKey(EDGE));

    assertThat(edge(routing).listeners())
        .extracting(one -> one.id().listener())
        .containsExactly("good");
  }

  @Test
  void aListenerSetGivesWayToItsGateway() throws Exception {
    put(
        Kind.GATEWAY,
        "edge",
        """
        {"spec":{"gatewayClassName":"weft","allowedListeners":{"namespaces":{"from":"Same"}},
          "listeners":[{"name":"web","port":80,"protocol":"HTTP","hostname":"a.example"}]}}\
        """);
    put(
        Kind.LISTENER_SET,
        "more",
        """
        {"spec":{"parentRef":{"name":"edge"},"listeners":[
          {"name":"web","port":80,"protocol":"HTTP","hostname":"a.example"},
          {"name":"other","port":80,"protocol":"HTTP","hostname":"b.example"}]}}\
        """);

    Routing routing =
        await(one -> one.gateways().containsKey(EDGE) && edge(one).listeners().size() == 2);

    assertThat(edge(routing).listeners())
        .extracting(ListenerSpec::hostname)
        .containsExactly("a.example", "b.example");
  }

  @Test
  void oneThatLosesAgainstTheGatewayIsInNobodysWayInItsOwnListenerSet() throws Exception {
    put(
        Kind.GATEWAY,
        "edge",
        """
        {"spec":{"gatewayClassName":"weft","allowedListeners":{"namespaces":{"from":"Same"}},
          "listeners":[{"name":"web","port":80,"protocol":"HTTP"}]}}\
        """);
    put(
        Kind.LISTENER_SET,
        "more",
        """
        {"spec":{"parentRef":{"name":"edge"},"listeners":[
          {"name":"a","port":80,"protocol":"HTTP","hostname":"a.example"},
          {"name":"raw","port":80,"protocol":"TCP"},
          {"name":"b","port":80,"protocol":"HTTP","hostname":"b.example"}]}}\
        """);

    Routing routing =
        await(one -> one.gateways().containsKey(EDGE) && edge(one).listeners().size() > 1);

    assertThat(edge(routing).listeners())
        .extracting(one -> one.id().listener())
        .containsExactly("web", "a", "b");
  }

  @Test
  void aServicesPortWithGrpcRoutesTakesNoHttpRoutes() throws Exception {
    put(Kind.SERVICE, "orders", "{\"spec\":{\"ports\":[{\"port\":80}]}}");
    put(Kind.HTTP_ROUTE, "mesh", meshRoute("/"));
    put(
        Kind.GRPC_ROUTE,
        "grpc",
        """
        {"spec":{"parentRefs":[{"kind":"Service","group":"","name":"orders"}],
          "rules":[{"matches":[{"method":{"service":"shop.Orders"}}],
            "backendRefs":[{"name":"orders","port":80}]}]}}\
        """);

    Routing routing =
        await(one ->
            one.mesh().containsKey(ORDERS)
                && orders(one).routes().getFirst().route().id().kind() == Kind.GRPC_ROUTE);

    assertThat(orders(routing).routes()).hasSize(1);
    assertThat(orders(routing).routes().getFirst().route().rules().getFirst().matches())
        .extracting(match -> match.path())
        .containsExactly(new PathMatch.Grpc("shop.Orders", "", false));
  }

  private static String route(String... hosts) {
    return "{\"spec\":{\"parentRefs\":[{\"name\":\"edge\"}],\"hostnames\":[\""
        + String.join("\",\"", hosts)
        + "\"],\"rules\":[{\"backendRefs\":[{\"name\":\"orders\",\"port\":80}]}]}}";
  }

  private static String meshRoute(String path) {
    return "{\"spec\":{\"parentRefs\":[{\"kind\":\"Service\",\"group\":\"\",\"name\":\"orders\"}],"
        + "\"rules\":[{\"matches\":[{\"path\":{\"value\":\""
        + path
        + "\"}}],\"backendRefs\":[{\"name\":\"orders\",\"port\":80}]}]}}";
  }

  private static ServiceRouting orders(Routing routing) {
    return Objects.requireNonNull(routing.mesh().get(ORDERS));
  }

  private static GatewaySpec edge(Routing routing) {
    return Objects.requireNonNull(routing.gateways().get(EDGE));
  }

  private static Stream<ListenerSpec> listeners(Routing routing) {
    return routing.gateways().values().stream().flatMap(one -> one.listeners().stream());
  }

  private static int attached(Routing routing, String listener) {
    return listeners(routing)
        .filter(one -> one.id().listener().equals(listener))
        .mapToInt(one -> one.calls().size())
        .sum();
  }

  private static CallRoute only(Routing routing, String name) {
    return listeners(routing)
        .flatMap(one -> one.calls().stream())
        .map(ListenerSpec.OnHosts::route)
        .filter(route -> route.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Routing await(Predicate<Routing> wanted) throws Exception {
    return snapshotWhere(snapshot -> wanted.test(snapshot.routing())).routing();
  }
}
