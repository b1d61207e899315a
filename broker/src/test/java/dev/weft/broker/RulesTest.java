package dev.weft.broker;

import static dev.weft.broker.RulesFixture.is;
import static dev.weft.broker.RulesFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Http2Wire.Message;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.RouteFilter.Field;
import dev.weft.model.route.RouteFilter.HeaderEdit;
import dev.weft.model.route.RouteFilter.Redirect;
import dev.weft.model.route.RouteFilter.ReplaceAll;
import dev.weft.model.route.RouteFilter.ReplacePrefix;
import dev.weft.model.route.RouteFilter.Rewrite;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import dev.weft.model.route.ServiceRouting.OnPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What routes' rules do with calls, over sockets. */
class RulesTest {
  private BrokerFixture mesh;
  private RawRoutee v1;
  private RawRoutee v2;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    v1 = RawRoutee.answering("v1");
    v2 = RawRoutee.answering("v2");
    mesh.put(service("orders", v1), service("v1", v1), service("v2", v2));
  }

  private static ServiceState service(String name, RawRoutee routee) {
    return MeshFixture.service(name)
        .routee(name + "-1", routee.port())
        .eject(MeshFixture.NEVER_EJECT)
        .build();
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    v1.close();
    v2.close();
  }

  private void rules(RulesFixture... rules) {
    mesh.snapshots.route(RulesFixture.of("orders", rules));
  }

  private RawCaller.Answer get(String path, String... headers) throws IOException {
    return send("GET", path, headers);
  }

  private RawCaller.Answer send(String method, String path, String... headers) throws IOException {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    try (RawCaller caller = mesh.caller()) {
      return caller
          .send(method + " " + path + " HTTP/1.1\r\nHost: orders\r\n" + lines + "\r\n")
          .read();
    }
  }

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
  void routesOfABackendsServiceAreNotLookedAtAgain() throws IOException {
    rules(rule().to("orders"));

    assertThat(get("/").body()).isEqualTo("v1");
  }

  @Test
  void sharesAreKeptCloselyAndNotOnlyInTheLongRun() throws IOException {
    rules(rule().to("v1", 90).to("v2", 10).to("v2", 0));

    try (RawCaller caller = mesh.caller()) {
      for (int i = 0; i < 200; i++) {
        caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read();
      }
    }
    assertThat(v2.received()).isBetween(18, 22);
  }

  @Test
  void aBackendThatDoesNotResolveTakesItsShareAndAnswers500() throws IOException {
    rules(rule().to("v1").toNowhere("Service default/gone is not there", 1));

    int refused = 0;
    for (int i = 0; i < 20; i++) {
      RawCaller.Answer answer = get("/");
      refused += answer.status() == 500 ? 1 : 0;
      if (answer.status() == 500) {
        assertThat(answer.body()).contains("Service default/gone is not there");
        assertThat(answer.header("proxy-status")).contains("proxy_configuration_error");
      }
    }
    assertThat(refused).isBetween(9, 11);
  }

  @Test
  void aRuleWithoutBackendsAnswers500() throws IOException {
    rules(rule());

    assertThat(get("/").status()).isEqualTo(500);
  }

  @Test
  void fieldsOfRequestsAreSetAddedAndRemoved() throws IOException {
    rules(
        rule()
            .filter(
                new RouteFilter.EditRequest(
                    new HeaderEdit(
                        List.of(new Field("X-Set", "new")),
                        List.of(new Field("X-Add", "more")),
                        List.of("X-Gone"))))
            .to(
                "v1",
                1,
                new RouteFilter.EditRequest(
                    new HeaderEdit(List.of(new Field("X-Backend", "v1")), List.of(), List.of()))));

    get("/", "x-set: old", "x-add: some", "x-gone: 1", "x-stays: 1");

    assertThat(v1.heads.getFirst())
        .contains("X-Set: new", "x-add: some", "X-Add: more", "x-stays: 1", "X-Backend: v1")
        .doesNotContain("old")
        .doesNotContain("x-gone");
  }

  @Test
  void noRouteCanChangeHowAMessageIsFramedOrEndALine() throws IOException {
    rules(
        rule()
            .filter(
                new RouteFilter.EditRequest(
                    new HeaderEdit(
                        List.of(
                            new Field("Content-Length", "5"),
                            new Field("Transfer-Encoding", "chunked"),
                            new Field("X-Two", "a\r\nX-Evil: 1")),
                        List.of(),
                        List.of())))
            .to("v1"));

    get("/");

    assertThat(v1.heads.getFirst().toLowerCase(Locale.ROOT))
        .doesNotContain("content-length", "transfer-encoding", "x-evil", "x-two");
  }

  @Test
  void fieldsOfAnswersAreSetAddedAndRemoved() throws IOException {
    try (RawRoutee speaking =
        new RawRoutee((head, in, out, socket) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nX-Set: old\r\nX-Gone: 1\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
          return true;
        })) {
      mesh.put(service("v2", speaking));
      rules(
          rule()
              .filter(
                  new RouteFilter.EditAnswer(
                      new HeaderEdit(
                          List.of(new Field("X-Set", "new")),
                          List.of(new Field("X-Add", "more")),
                          List.of("X-Gone"))))
              .to("v2"));

      RawCaller.Answer answer = get("/");

      assertThat(answer.header("x-set")).isEqualTo("new");
      assertThat(answer.header("x-add")).isEqualTo("more");
      assertThat(answer.header("x-gone")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/foo/bar, /foo, /xyz, /xyz/bar",
    "/foo, /foo, /xyz, /xyz",
    "/foo/, /foo, /xyz, /xyz/",
    "/foo/bar, /foo, '', /bar",
    "/foo/, /foo, '', /",
    "/foo, /foo, '', /",
    "/foo?q=1, /foo, /x, /x?q=1",
    "/bar, /, /x, /x/bar"
  })
  void aPrefixIsReplacedAsTheSpecificationsTableHasIt(
      String path, String prefix, String with, String seen) throws IOException {
    rules(rule().prefix(prefix).filter(new Rewrite("", new ReplacePrefix(prefix, with))).to("v1"));

    get(path);

    assertThat(v1.heads.getFirst()).startsWith("GET " + seen + " HTTP/1.1\r\n");
  }

  @Test
  void hostAndWholePathAreRewritten() throws IOException {
    rules(rule().filter(new Rewrite("legacy.example", new ReplaceAll("/old one"))).to("v1"));

    get("/new?a=b");

    assertThat(v1.heads.getFirst())
        .startsWith("GET /old%20one?a=b HTTP/1.1\r\nHost: legacy.example\r\n")
        .contains("X-Forwarded-Host: orders");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 0, 302, http://orders/a/b?c=d",
    "https, '', 0, 301, https://orders/a/b?c=d",
    "'', www.example, 0, 307, http://www.example/a/b?c=d",
    "'', '', 8443, 308, http://orders:8443/a/b?c=d",
    "https, '', 443, 303, https://orders/a/b?c=d"
  })
  void aRedirectSaysWhereTo(String scheme, String host, int port, int status, String location)
      throws IOException {
    rules(rule().filter(new Redirect(scheme, host, null, port, status)));

    RawCaller.Answer answer = get("/a/b?c=d");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("location")).isEqualTo(location);
    assertThat(v1.received()).isZero();
  }

  @Test
  void aRedirectToAnotherPathKeepsTheConnectionForTheNextCall() throws IOException {
    rules(
        rule()
            .prefix("/old")
            .filter(new Redirect("", "", new ReplacePrefix("/old", "/new"), 0, 302)),
        rule().to("v1"));

    try (RawCaller caller = mesh.caller()) {
      var first = caller.send("GET /old/x HTTP/1.1\r\nHost: orders\r\n\r\n").read();
      assertThat(first.header("location")).isEqualTo("http://orders/new/x");
      assertThat(caller.send("GET /y HTTP/1.1\r\nHost: orders\r\n\r\n").read().body())
          .isEqualTo("v1");
    }
  }

  @Test
  void aMirrorGetsTheCallWithItsBodyAndNobodyHearsItsAnswer() throws IOException {
    rules(rule().filter(mirror("v2", 1, 1)).to("v1"));

    assertThat(mesh.call("POST", "orders", "/p").body()).isEqualTo("v1");

    BrokerFixture.until(() -> v2.received() == 1);
    assertThat(v2.heads.getFirst()).startsWith("POST /p HTTP/1.1").contains("Content-Length: 2");
  }

  @Test
  void aMirrorThatHangsHoldsNobodyUp() throws IOException {
    var forever = new CountDownLatch(1);
    try (RawRoutee hanging =
        new RawRoutee((head, in, out, socket) -> {
          BrokerFixture.await(forever);
          return false;
        })) {
      mesh.put(service("v2", hanging));
      rules(rule().filter(mirror("v2", 1, 1), mirror("nobody", 1, 1)).to("v1"));
      String body = "x".repeat(1_000_000);
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 5; i++) {
          var answer =
              caller
                  .send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 1000000\r\n\r\n" + body)
                  .read();
          assertThat(answer.body()).isEqualTo("v1");
        }
      }
    } finally {
      forever.countDown();
    }
  }

  @Test
  void aMirrorThatTakesWhatComesGetsALongBodyWhole() throws IOException {
    rules(rule().filter(mirror("v2", 1, 1)).to("v1"));
    mesh.get("v2"); // so that a connection is open

    try (RawCaller caller = mesh.caller()) {
      caller.send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 300000\r\n\r\n");
      for (int i = 0; i < 3; i++) {
        caller.send("x".repeat(100_000));
      }
      assertThat(caller.read().body()).isEqualTo("v1");
      // The copy was whole if its connection serves another call.
      BrokerFixture.until(() -> v2.received() == 2);
      assertThat(mesh.get("v2").body()).isEqualTo("v2");
    }
  }

  @Test
  void aPercentageIsMirrored() throws IOException {
    rules(rule().filter(mirror("v2", 0, 100)).to("v1"));
    for (int i = 0; i < 20; i++) {
      get("/");
    }
    assertThat(v2.received()).isZero();

    rules(rule().filter(mirror("v2", 1, 2)).to("v1"));
    for (int i = 0; i < 200; i++) {
      get("/");
    }
    BrokerFixture.until(() -> v2.received() > 50);
    assertThat(v2.received()).isBetween(50, 150); // seven standard deviations
  }

  private static RouteFilter mirror(String service, int numerator, int denominator) {
    return new RouteFilter.Mirror(
        new Backend.ToService(new ServiceName("default", service), 80), numerator, denominator);
  }

  @Test
  void aPreflightIsAnsweredAndTheCallItselfIsAllowed() throws IOException {
    rules(
        rule()
            .filter(
                new RouteFilter.Cors(
                    List.of("https://www.foo.com", "https://*.bar.com"),
                    true,
                    List.of("GET", "OPTIONS"),
                    List.of("x-one"),
                    List.of("x-two"),
                    60))
            .to("v1"));

    var preflight =
        send("OPTIONS", "/", "Origin: https://a.b.bar.com", "Access-Control-Request-Method: GET");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://a.b.bar.com");
    assertThat(preflight.header("access-control-allow-methods")).isEqualTo("GET, OPTIONS");
    assertThat(preflight.header("access-control-allow-headers")).isEqualTo("x-one");
    assertThat(preflight.header("access-control-max-age")).isEqualTo("60");
    assertThat(v1.received()).isZero();

    var call = get("/", "Origin: https://www.foo.com");
    assertThat(call.body()).isEqualTo("v1");
    assertThat(call.header("access-control-allow-origin")).isEqualTo("https://www.foo.com");
    assertThat(call.header("access-control-allow-credentials")).isEqualTo("true");

    var stranger =
        send("OPTIONS", "/", "Origin: https://bar.com", "Access-Control-Request-Method: GET");
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.header("access-control-allow-origin")).isEmpty();
  }

  @Test
  void aRulesTimeoutsEndCallsAndTries() throws IOException {
    var forever = new CountDownLatch(1);
    try (RawRoutee slow =
        new RawRoutee((head, in, out, socket) -> {
          BrokerFixture.await(forever);
          return false;
        })) {
      mesh.put(service("v2", slow));
      rules(
          rule()
              .prefix("/call")
              .timeouts(new CallRule.Timeouts(Duration.ofMillis(100), null))
              .to("v2"),
          rule()
              .prefix("/try")
              .timeouts(new CallRule.Timeouts(null, Duration.ofMillis(100)))
              .to("v2"));

      assertThat(get("/call").status()).isEqualTo(504);
      assertThat(get("/try").status()).isEqualTo(504);
    } finally {
      forever.countDown();
    }
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
