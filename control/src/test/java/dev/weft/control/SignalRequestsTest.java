package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalRequestsTest {
  private static final String WEFT = "/apis/weft.dev/v1";
  private static final String REPORT = WEFT + "/agents/here/signals";
  private static final String EDGES =
      """
      {"edges": [
        {"caller": "web", "namespace": "default", "service": "orders", "routee": "orders-1",
         "failed": 1, "retries": 2, "inFlight": 3, "latencies": {"30": 9, "40": 1}},
        {"caller": "batch", "namespace": "default", "service": "orders", "routee": "orders-2",
         "route": "HTTPRoute default/orders rules[0]",
         "inFlight": 1, "latencies": {"30": 30}},
        {"caller": "web", "namespace": "shop", "service": "carts", "inFlight": 1}
      ]}
      """;

  @TempDir Path dataDir;
  private ServedMesh mesh;

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void report() {
    mesh.clock.advance(Duration.ofSeconds(1));
    assertThat(mesh.put(REPORT, EDGES).code()).isEqualTo(200);
    mesh.clock.advance(Duration.ofSeconds(1));
  }

  private static Map<?, ?> row(Answer answer, String list, int index) {
    return (Map<?, ?>) answer.list(list).get(index);
  }

  @Test
  void showsEdgesPairsServicesAndRouteesTheBusiestFirst() {
    report();
    Answer table = mesh.get(WEFT + "/signals?window=2s");
    assertThat(table.tree().get("kind")).isEqualTo("SignalList");
    assertThat(table.tree().get("agents")).isEqualTo(1);
    assertThat(table.list("edges")).hasSize(3);
    Map<?, ?> busiest = row(table, "edges", 0);
    assertThat(busiest.get("caller")).isEqualTo("batch");
    assertThat(busiest.get("route")).isEqualTo("HTTPRoute default/orders rules[0]");
    assertThat(busiest.get("rate")).isEqualTo(15.0);
    assertThat(busiest.get("success")).isEqualTo(1.0);
    Map<?, ?> orders = row(table, "services", 0);
    assertThat(orders.get("service")).isEqualTo("orders");
    assertThat(orders.get("calls")).isEqualTo(40);
    assertThat(orders.get("success")).isEqualTo(0.975);
    assertThat(orders.get("retries")).isEqualTo(2);
    assertThat(orders.get("inFlight")).isEqualTo(2.0);
    assertThat((Double) orders.get("p99Ms")).isGreaterThan((Double) orders.get("p50Ms"));
    assertThat(row(table, "routees", 0).get("share")).isEqualTo(0.75);
    assertThat(row(table, "pairs", 2).get("success")).isNull();
    assertThat(row(table, "pairs", 2).get("namespace")).isEqualTo("shop");
  }

  @Test
  void selectsByNamespaceServiceAndCaller() {
    report();
    assertThat(mesh.get(WEFT + "/namespaces/shop/signals").list("edges")).hasSize(1);
    assertThat(mesh.get(WEFT + "/signals?service=orders").list("edges")).hasSize(2);
    assertThat(mesh.get(WEFT + "/signals?service=orders&caller=web").list("edges")).hasSize(1);
    assertThat(mesh.get(WEFT + "/signals?caller=nobody").list("services")).isEmpty();
  }

  @Test
  void showsAServiceOverTimeInColumnsOfOneLength() {
    for (int i = 0; i < 10; i++) {
      report();
    }
    Answer series = mesh.get(WEFT + "/namespaces/default/signals/orders?window=1m");
    assertThat(series.tree().get("stepSeconds")).isEqualTo(1);
    assertThat(series.list("times")).hasSize(60);
    Map<?, ?> total = series.map("total");
    for (String column :
        List.of("rate", "success", "inFlight", "retries", "p50Ms", "p95Ms", "p99Ms")) {
      assertThat(column(total, column)).as(column).hasSize(60);
    }
    assertThat(column(total, "rate").stream().filter(Double.valueOf(40)::equals)).hasSize(10);
    assertThat(column(total, "p99Ms").getFirst()).isNull();
    assertThat(series.list("routees")).hasSize(2);
    assertThat(((Map<?, ?>) series.list("callers").getFirst()).get("caller")).isEqualTo("batch");
    Answer hours = mesh.get(WEFT + "/namespaces/default/signals/orders?window=2h");
    assertThat(hours.tree().get("stepSeconds")).isEqualTo(60);
    assertThat(hours.list("times")).hasSize(120);
  }

  private static List<?> column(Map<?, ?> columns, String name) {
    return (List<?>) Objects.requireNonNull(columns.get(name), name);
  }

  @Test
  void refusesWhatItCannotDoNamingIt() {
    assertThat(mesh.get(WEFT + "/signals?window=5").message()).contains("window", "1s to 60s");
    assertThat(mesh.get(WEFT + "/signals?window=0s").code()).isEqualTo(400);
    assertThat(mesh.get(WEFT + "/signals?window=99999999999999999999s").code()).isEqualTo(400);
    assertThat(mesh.get(WEFT + "/signals?window=2m").code()).isEqualTo(400);
    assertThat(mesh.get(WEFT + "/signals?watch=maybe").code()).isEqualTo(400);
    assertThat(mesh.get(WEFT + "/namespaces/default/signals/orders?window=25h").message())
        .contains("1m to 24h");
    assertThat(mesh.get(WEFT + "/namespaces/default/signals/Or_ders").code()).isEqualTo(400);
    assertThat(mesh.delete(WEFT + "/signals").code()).isEqualTo(405);
    assertThat(mesh.get(REPORT).code()).isEqualTo(405);
    assertThat(mesh.put(REPORT, "{\"edges\":[{\"service\":\"a\"}]}").message())
        .contains("namespace");
    assertThat(
            mesh.put(
                    REPORT,
                    "{\"edges\":[{\"caller\":\"a\\tb\",\"namespace\":\"n\",\"service\":\"s\"}]}")
                .message())
        .contains("printable ASCII");
    assertThat(
            mesh.put(
                    REPORT,
                    "{\"edges\":[{\"namespace\":\"n\",\"service\":\"s\",\"latencies\":{\"112\":1}}]}")
                .code())
        .isEqualTo(400);
  }

  @Test
  void streamsATableASecondAsLinesAndAsServerSentEvents() throws IOException, InterruptedException {
    report();
    for (String accept : List.of("application/json", "text/event-stream")) {
      var response =
          HttpClient.newHttpClient()
              .send(
                  mesh.request(WEFT + "/signals?watch=1&window=60s")
                      .header("Accept", accept)
                      .build(),
                  BodyHandlers.ofInputStream());
      assertThat(response.headers().firstValue("Content-Type")).hasValue(accept);
      try (var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        String prefix = accept.startsWith("text") ? "data: {\"kind\"" : "{\"type\":\"MODIFIED\"";
        assertThat(next(lines, prefix)).contains("\"orders\"");
        report();
        assertThat(next(lines, prefix)).contains("\"orders\"");
      }
    }
  }

  private static String next(BufferedReader lines, String prefix) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(prefix)) {
      line = lines.readLine();
    }
    return String.valueOf(line);
  }
}
