package dev.weft.broker;

import static dev.weft.broker.RulesFixture.is;
import static dev.weft.broker.RulesFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.observe.CallQuestion;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of routes' rules, beside what becomes of calls. */
class ExplainRoutesTest {
  private BrokerFixture mesh;
  private RawRoutee v1;
  private RawRoutee v2;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    v1 = RawRoutee.answering("v1");
    v2 = RawRoutee.answering("v2");
    mesh.put(
        MeshFixture.service("orders").routee("orders-1", v1.port()).build(),
        MeshFixture.service("v2").routee("v2-1", v2.port()).build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    v1.close();
    v2.close();
  }

  private Map<String, Object> explain(String method, String url, String... headers) {
    var lines = new ArrayList<Map.Entry<String, String>>();
    for (String header : headers) {
      lines.add(CallQuestion.header(header));
    }
    return mesh.broker.explain(new CallQuestion(method, url, lines, "127.0.0.1", ""));
  }

  @SuppressWarnings("unchecked") // as documented
  private static Map<String, Object> map(Map<String, Object> tree, String name) {
    return (Map<String, Object>) Objects.requireNonNull(tree.get(name));
  }

  @SuppressWarnings("unchecked") // as documented
  private static List<Map<String, Object>> nearly(Map<String, Object> said) {
    return (List<Map<String, Object>>) Objects.requireNonNull(map(said, "route").get("nearly"));
  }

  private void rules(RulesFixture... rules) {
    mesh.snapshots.route(RulesFixture.of("orders", rules));
  }

  @Test
  void namesTheRuleThatMatchedAndWhatTheOthersLacked() throws IOException {
    rules(
        rule().match(new PathMatch.Prefix("/cart"), "POST").to("orders"),
        rule().match(new PathMatch.Prefix("/cart"), "", is("x-version", "v2")).to("v2"),
        rule().to("orders"));
    Map<String, Object> said = explain("GET", "orders/cart/1", "x-version: v1");
    assertThat(map(map(said, "route"), "matched"))
        .containsEntry("name", "HTTPRoute default/rules rules[2]");
    assertThat(nearly(said))
        .extracting(near -> near.get("name") + ": " + near.get("failed"))
        .containsExactly(
            "HTTPRoute default/rules rules[0]: method is GET, not POST",
            "HTTPRoute default/rules rules[1]: header x-version is 'v1', not 'v2'");
    assertThat(map(said, "choice")).containsEntry("routee", "orders-1");
    Map<String, Object> other = explain("GET", "orders/cart/1", "x-version: v2");
    assertThat(map(other, "choice")).containsEntry("routee", "v2-1");
    try (RawCaller caller = mesh.caller()) {
      caller.send("GET /cart/1 HTTP/1.1\r\nHost: orders\r\nx-version: v2\r\n\r\n");
      assertThat(caller.read().body()).isEqualTo("v2");
    }
  }

  @Test
  void aCallThatNoRuleIsForIsAnsweredAsItSays() throws IOException {
    rules(rule().exact("/only").to("orders"));
    Map<String, Object> said = explain("GET", "orders/other");
    assertThat(said).containsEntry("outcome", "notFound");
    assertThat(map(said, "answer")).containsEntry("status", 404);
    assertThat(nearly(said).getFirst()).containsEntry("failed", "path is '/other', not '/only'");
    assertThat(mesh.call("GET", "orders", "/other").body())
        .contains(String.valueOf(map(said, "answer").get("detail")));
  }

  @Test
  void saysOfBackendsHowOftenEachIsTakenAndWhereNoneIs() {
    rules(rule().to("orders", 1).to("v2", 3));
    Map<String, Object> matched = map(map(explain("GET", "orders/"), "route"), "matched");
    assertThat(String.valueOf(matched.get("backends")))
        .contains("to=orders:80, weight=1, chance=0.25", "to=v2:80, weight=3, chance=0.75");
    rules(rule().toNowhere("no such service", 1));
    Map<String, Object> nowhere = explain("GET", "orders/");
    assertThat(nowhere).containsEntry("outcome", "refused");
    assertThat(map(nowhere, "answer")).containsEntry("status", 500);
  }

  @Test
  void aRedirectIsToldAsOne() {
    rules(rule().filter(new RouteFilter.Redirect("https", "", null, 0, 302)));
    Map<String, Object> said = explain("GET", "orders/");
    assertThat(said).containsEntry("outcome", "redirected");
    assertThat(map(said, "answer")).containsEntry("status", 302);
  }
}
