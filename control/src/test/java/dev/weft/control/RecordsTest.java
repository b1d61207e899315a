package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import java.io.IOException;
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

class RecordsTest {
  private static final String WEFT = "/apis/weft.dev/v1";
  private static final String EVENTS = WEFT + "/namespaces/default/events";

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

  private List<Object> reasons(String path) {
    return mesh.get(path).list("items").stream()
        .<Object>map(item -> Objects.requireNonNull(((Map<?, ?>) item).get("reason")))
        .toList();
  }

  @Test
  void listsEventsTheNewestLastAndSelects() {
    mesh.put(ServedMesh.ROUTEES + "/a", ServedMesh.routee(8081));
    mesh.put(ServedMesh.ROUTEES + "/b", ServedMesh.routee(8082));
    mesh.delete(ServedMesh.ROUTEES + "/a");
    assertThat(reasons(EVENTS)).containsExactly("Registered", "Registered", "Deregistered");
    assertThat(reasons(WEFT + "/events?fieldSelector=routee%3Da,reason!%3DRegistered"))
        .containsExactly("Deregistered");
    assertThat(reasons(EVENTS + "?limit=1")).containsExactly("Deregistered");
    assertThat(reasons(WEFT + "/namespaces/other/events")).isEmpty();
    assertThat(mesh.get(EVENTS + "?fieldSelector=colour%3Dred").message())
        .contains("service", "severity");
    assertThat(mesh.get(EVENTS + "/event-1").tree().get("reason")).isEqualTo("Registered");
    assertThat(mesh.get(EVENTS + "/event-99").code()).isEqualTo(404);
    assertThat(mesh.delete(EVENTS + "/event-1").code()).isEqualTo(405);
  }

  @Test
  void rendersATable() {
    mesh.put(ServedMesh.ROUTEES + "/a", ServedMesh.routee(8081));
    Map<?, ?> row = (Map<?, ?>) mesh.getTable(EVENTS).list("rows").getFirst();
    assertThat((List<?>) row.get("cells")).first().isEqualTo("0s");
    assertThat(String.valueOf(row.get("cells"))).contains("info, orders, a, Registered, registry");
  }

  @Test
  void watchesFromWhereAListEnded() throws IOException, InterruptedException {
    mesh.put(ServedMesh.ROUTEES + "/a", ServedMesh.routee(8081));
    String version = mesh.get(EVENTS).version();
    try (var lines =
        new ServedMesh.Lines(
            HttpClient.newHttpClient()
                .send(
                    mesh.request(EVENTS + "?watch=1&resourceVersion=" + version).build(),
                    BodyHandlers.ofInputStream())
                .body())) {
      mesh.put(ServedMesh.ROUTEES + "/b", ServedMesh.routee(8082));
      Answer event = lines.next();
      assertThat(event.type()).isEqualTo("ADDED");
      assertThat(event.map("object").get("routee")).isEqualTo("b");
    }
    var late = mesh.raw(mesh.request(EVENTS + "?watch=1&resourceVersion=999"));
    assertThat(new String(late.body(), StandardCharsets.UTF_8)).contains("ERROR", "410");
  }

  @Test
  void takesABatchOfAnAgentOnceHoweverOftenItIsSent() {
    String batch =
        """
        {"batch":"x-1","events":[{"at":"2026-01-01T00:00:00Z","severity":"Warning",
         "reason":"Ejected","service":"orders","routee":"a","message":"5 errors in a row"}]}\
        """;
    for (int i = 0; i < 3; i++) {
      assertThat(mesh.put(WEFT + "/agents/host-a/events", batch).code()).isEqualTo(200);
    }
    assertThat(reasons(EVENTS)).containsExactly("Ejected");
    Answer refused = mesh.put(WEFT + "/agents/host-a/events", "{\"events\":[{\"at\":\"now\"}]}");
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("at", "RFC 3339", "reason", "message");
  }

  @Test
  void joinsWhatAgentsObserveAndAlertsOnErrors() {
    mesh.put(ServedMesh.ROUTEES + "/a", ServedMesh.routee(8081));
    String seen =
        """
        {"routees":[{"namespace":"default","name":"a","service":"orders","errors":10,
         "inFlight":1,"latencies":{"40":90}}],"shed":{"default/orders":2}}\
        """;
    for (int second = 0; second < 40; second++) {
      assertThat(mesh.put(WEFT + "/agents/host-a/observations", seen).code()).isEqualTo(200);
      mesh.clock.advance(Duration.ofSeconds(1));
    }
    List<?> alerts = mesh.get(WEFT + "/alerts").list("items");
    assertThat(alerts.toString()).contains("ServiceErrors", "10.0 %", "Overloaded");
    assertThat(mesh.get(WEFT + "/namespaces/default/alerts/serviceerrors.orders").code())
        .isEqualTo(200);
    assertThat(mesh.put(WEFT + "/agents/a/observations", seen.replace("\"40\"", "\"112\"")).code())
        .isEqualTo(400);
    assertThat(mesh.put(WEFT + "/agents/Host_A/observations", seen).code()).isEqualTo(400);
  }

  @Test
  void showsWhatIsObservedOfARoutee() {
    mesh.put(ServedMesh.ROUTEES + "/a", ServedMesh.routee(8081));
    String seen =
        """
        {"routees":[{"namespace":"default","name":"a","service":"orders","errors":10,
         "inFlight":1,"latencies":{"40":90},"degraded":"fails 10 %"}],
         "processes":[{"namespace":"default","name":"a","pid":42,"milliCores":250,
         "rssBytes":1048576,"threads":3,"openFiles":95,"mostOpenFiles":100,
         "saturated":"it has 95 of the 100 files open"}]}\
        """;
    String passes =
        """
        {"verdicts":[{"namespace":"default","name":"a","verdict":"passing","evidence":["well"],
         "since":"2026-01-01T00:00:00Z"}]}\
        """;
    assertThat(mesh.put(WEFT + "/agents/host-a/verdicts", passes).code()).isEqualTo(200);
    assertThat(mesh.put(WEFT + "/agents/host-a/observations", seen).code()).isEqualTo(200);
    Answer observed = mesh.get(ServedMesh.ROUTEES + "/a/observed");
    assertThat(observed.list("brokers").toString())
        .isEqualTo("[{agent=host-a, calls=100, errors=10, degraded=fails 10 %}]");
    assertThat(observed.map("process").toString())
        .contains("agent=host-a", "milliCores=250", "openFiles=95, mostOpenFiles=100");
    assertThat(mesh.get(ServedMesh.ROUTEES + "/nobody/observed").code()).isEqualTo(404);
    mesh.clock.advance(Duration.ofSeconds(1));
    assertThat(mesh.get(ServedMesh.ROUTEES + "/a").toString())
        .contains("degraded", "95 of the 100 files");
  }
}
