package dev.weft.broker;

import static dev.weft.broker.RulesFixture.is;
import static dev.weft.broker.RulesFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Http2Wire.Message;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteFilter.Redirect;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import dev.weft.model.route.ServiceRouting.OnPort;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule a call meets, over sockets. */
class RouteMatchTest extends RoutedMesh {
  @ParameterizedTest
  @CsvSource({
    "/abc, v2",
    "/abc/, v2",
    "/abc/def, v2",
    "/abc?x=/other, v2",
    "/abcd, v1",
    "/ABC, v1",
    "/, v1"
  })
  void aPrefixIsOfWholeSegments(String path, String body) throws IOException {
    rules(rule().prefix("/abc").to("v2"), rule().to("v1"));

    assertThat(get(path).body()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({"/one, v2", "/one/, v1", "/one/two, v1", "/one?a=b, v2"})
  void anExactPathIsThatOneAlone(String path, String body) throws IOException {
    rules(rule().exact("/one").to("v2"), rule().to("v1"));

    assertThat(get(path).body()).isEqualTo(body);
  }

  @Test
  void theMoreSpecificPathWinsWhateverTheOrder() throws IOException {
    rules(
        rule().prefix("/").to("v1"),
        rule().prefix("/a").to("v2"),
        rule().prefix("/a/b").to("v1"),
        rule().exact("/a/b/c").to("v2"));

    assertThat(get("/x").body()).isEqualTo("v1");
    assertThat(get("/a/x").body()).isEqualTo("v2");
    assertThat(get("/a/b/x").body()).isEqualTo("v1");
    assertThat(get("/a/b/c").body()).isEqualTo("v2");
  }

  @Test
  void aLongerPrefixWhoseHeadersDoNotFitLeavesTheCallToAShorterOne() throws IOException {
    rules(
        rule().match(new PathMatch.Prefix("/a/b"), "", is("x", "1")).to("v2"),
        rule().prefix("/a").to("v1"));

    assertThat(get("/a/b").body()).isEqualTo("v1");
    assertThat(get("/a/b", "X: 1").body()).isEqualTo("v2");
  }

  @Test
  void amongEqualPathsAMethodWinsThenMoreHeaders() throws IOException {
    rules(
        rule().match(new PathMatch.Prefix("/"), "", is("a", "1")).to("v1"),
        rule().match(new PathMatch.Prefix("/"), "", is("a", "1"), is("b", "2")).to("v2"),
        rule().match(new PathMatch.Prefix("/"), "DELETE").to("v2"));

    assertThat(get("/", "A: 1").body()).isEqualTo("v1");
    assertThat(get("/", "A: 1", "B: 2").body()).isEqualTo("v2");
    assertThat(send("DELETE", "/", "A: 1").body()).isEqualTo("v2");
  }

  @Test
  void parametersAreLookedAtInTheirFirstValue() throws IOException {
    rules(rule().query(is("who", "a b")).to("v2"), rule().to("v1"));

    assertThat(get("/?x=1&who=a%20b").body()).isEqualTo("v2");
    assertThat(get("/?who=a+b&who=c").body()).isEqualTo("v2");
    assertThat(get("/?who=c&who=a+b").body()).isEqualTo("v1");
    assertThat(get("/?whom=a+b").body()).isEqualTo("v1");
  }

  @Test
  void regularExpressionsFitTheWholeValue() throws IOException {
    rules(
        rule().match(new PathMatch.Regex("/item/[0-9]+"), "").to("v2"),
        rule()
            .match(new PathMatch.Prefix("/"), "", new ValueMatch("tier", "gold|silver", true))
            .to("v2"),
        rule().to("v1"));

    assertThat(get("/item/12?x").body()).isEqualTo("v2");
    assertThat(get("/item/12a").body()).isEqualTo("v1");
    assertThat(get("/", "Tier: silver").body()).isEqualTo("v2");
    assertThat(get("/", "Tier: silvery").body()).isEqualTo("v1");
  }

  @Test
  void anExpressionThatMakesOthersBlowUpTakesNoTime() throws IOException {
    rules(rule().match(new PathMatch.Regex("/(a+)+b"), "").to("v2"), rule().to("v1"));

    assertThat(get("/" + "a".repeat(4000)).body()).isEqualTo("v1");
  }

  @Test
  void aCallThatNoRuleIsForFindsNothing() throws IOException {
    rules(rule().prefix("/a").to("v2"));

    RawCaller.Answer answer = get("/b");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("no route of service orders is for /b");
  }

  @Test
  void aServiceWithoutRoutesIsCalledAsItIs() throws IOException {
    rules(rule().to("v2"));

    assertThat(mesh.get("v1").body()).isEqualTo("v1");
  }

  @Test
  void callersOfANamespaceThatSayWhoTheyAreHaveItsRoutes() throws IOException {
    var orders = new ServiceName("default", "orders");
    var everyone = new OnPort(RulesFixture.route("all", rule().to("v1")), 0);
    var shop = new OnPort(RulesFixture.route("shop", rule().to("v2")), 0, "shop");
    mesh.snapshots.route(
        new Routing(Map.of(orders, new ServiceRouting(List.of(everyone, shop))), Map.of()));

    assertThat(get("/").body()).isEqualTo("v1");
    assertThat(get("/", "X-Weft-Caller: web.shop").body()).isEqualTo("v2");
    assertThat(get("/", "X-Weft-Caller: web").body()).isEqualTo("v1");
  }

  @Test
  void http2CallersMeetTheSameRules() throws IOException {
    rules(
        rule()
            .match(new PathMatch.Prefix("/"), "", is("x-beta", "1"))
            .filter(new Redirect("https", "beta.example", null, 0, 302)),
        rule().to("v2"));

    try (Http2Wire caller = Http2Wire.caller(mesh.broker.port())) {
      caller.get(1, "orders");
      assertThat(caller.message(1).text()).isEqualTo("v2");
      caller.get(3, "orders", "x-beta: 1");
      Message redirected = caller.message(3);
      assertThat(redirected.field(":status")).isEqualTo("302");
      assertThat(redirected.field("location")).isEqualTo("https://beta.example/");
    }
  }

  @Test
  void grpcMethodsFindTheirService() throws IOException {
    mesh.put(
        MeshFixture.service("v2")
            .routee("v2-1", v2.port(), Verdict.State.PASSING, 100, Protocol.HTTP)
            .build());
    rules(
        rule().match(new PathMatch.Grpc("shop.Orders", "Get", false), "").to("v2"),
        rule().match(new PathMatch.Grpc("", "List", false), "").to("v2"),
        rule().match(new PathMatch.Grpc("shop.Orders", "", false), "").to("v1"));

    assertThat(get("/shop.Orders/Get").body()).isEqualTo("v2");
    assertThat(get("/shop.Orders/Put").body()).isEqualTo("v1");
    assertThat(get("/other.Thing/List").body()).isEqualTo("v2");
    assertThat(get("/other.Thing/Get").status()).isEqualTo(404);
  }
}
