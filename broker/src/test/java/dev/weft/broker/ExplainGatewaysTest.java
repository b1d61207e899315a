package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.everything;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.observe.CallQuestion;
import dev.weft.model.route.ListenerTls;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of calls that would come in by a gateway, beside what becomes of them. */
class ExplainGatewaysTest {
  private static final ListenerTls PLAIN = new ListenerTls.None();

  private BrokerFixture mesh;
  private GatewayFixture edge;
  private RawRoutee routee;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    edge = gateway("edge");
    routee = RawRoutee.answering("orders");
    mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
    serve(
        mesh,
        edge.calls("shop", 8080, "shop.example", PLAIN, everything("orders", "shop.example"))
            .calls("wild", 8080, "*.example", PLAIN, everything("web", "*.example"))
            .build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
  }

  private Map<String, Object> explain(String url, String by) {
    return mesh.broker.explain(new CallQuestion("GET", url, List.of(), "127.0.0.1", by));
  }

  @SuppressWarnings("unchecked") // as documented
  private static Map<String, Object> map(Map<String, Object> tree, String name) {
    return (Map<String, Object>) Objects.requireNonNull(tree.get(name));
  }

  private RawCaller.Answer get(String host) throws IOException {
    try (var http = new RawCaller(edge.connect(8080))) {
      return http.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
    }
  }

  @Test
  void saysWhichRuleOfTheListenerForItsHostTakesTheCall() throws IOException {
    Map<String, Object> said = explain("http://Shop.example:8080/", "edge");
    assertThat(map(said, "gateway")).containsEntry("gateway", "edge").containsEntry("port", 8080);
    assertThat(map(map(said, "route"), "matched"))
        .containsEntry("name", "HTTPRoute default/to-orders rules[0]");
    assertThat(map(said, "route")).as("of another listener").containsEntry("nearly", List.of());
    assertThat(map(said, "choice")).containsEntry("routee", "orders-1");
    assertThat(get("shop.example:8080").body()).isEqualTo("orders");
  }

  @Test
  void saysWhatIsAnsweredWhereNothingTakesIt() throws IOException {
    Map<String, Object> gone = explain("http://a.example:8080/", "default/edge");
    assertThat(gone).containsEntry("outcome", "refused");
    assertThat(map(gone, "answer")).containsEntry("status", get("a.example").status());
    Map<String, Object> none = explain("http://elsewhere:8080/", "edge");
    assertThat(none.get("summary"))
        .isEqualTo(
            "it is answered 404: no listener of Gateway default/edge on port 8080 is for it");
    assertThat(map(none, "answer")).containsEntry("status", get("elsewhere:8080").status());
    assertThat(get("elsewhere:8080").body())
        .contains(String.valueOf(map(none, "answer").get("detail")));
    assertThat(explain("https://shop.example/", "other").get("summary"))
        .asString()
        .endsWith("there is no Gateway default/other that this broker listens for");
  }

  @Test
  void withinTheMeshAGatewaysHostMeansNothing() {
    assertThat(explain("http://shop.example:8080/", "")).containsEntry("outcome", "notFound");
  }
}
