package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministrationTest {
  private static final String WEFT = "/apis/weft.dev/v1";

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

  private static String leased(int port, String owner) {
    return "{\"metadata\":{\"annotations\":{\"weft.dev/owner\":\""
        + owner
        + "\"}},\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":"
        + port
        + ",\"lease\":{\"ttlSeconds\":15}}}";
  }

  private String metrics() {
    return new String(mesh.raw(mesh.request("/metrics")).body(), StandardCharsets.UTF_8);
  }

  @Test
  void takesARouteeOutOfServiceAndBringsItBack() {
    mesh.put(ROUTEES + "/a", routee(8081));
    String path = ROUTEES + "/a/outofservice";
    assertThat(mesh.get(path).code()).isEqualTo(404);

    Answer put = mesh.put(path, "{\"mode\":\"Drain\",\"reason\":\"a new disk\"}");
    assertThat(put.code()).isEqualTo(200);
    assertThat(mesh.get(path).tree())
        .containsEntry("mode", "Drain")
        .containsEntry("reason", "a new disk")
        .containsEntry("inFlight", 0)
        .containsEntry("brokersPending", 0)
        .containsKey("since");
    assertThat(mesh.getTable(ROUTEES + "/a").tree().toString()).contains("unknown,OUT_OF_SERVICE");

    mesh.put(ROUTEES + "/a", routee(8082));
    assertThat(mesh.get(path).code()).isEqualTo(200);
    assertThat(mesh.delete(path).code()).isEqualTo(200);
    assertThat(mesh.delete(path).code()).isEqualTo(200);
    assertThat(mesh.get(path).code()).isEqualTo(404);
    assertThat(mesh.getTable(ROUTEES + "/a").tree().toString()).doesNotContain("OUT_OF_SERVICE");
  }

  @Test
  void refusesAStateOfServiceThatIsNoneAndNamesTheField() {
    mesh.put(ROUTEES + "/a", routee(8081));
    String path = ROUTEES + "/a/outofservice";

    assertThat(mesh.put(path, "{}").message()).contains("mode", "Cordon or Drain");
    assertThat(mesh.put(path, "{\"mode\":\"Halt\"}").message())
        .contains("mode: \"Halt\" is not one of Cordon, Drain");
    assertThat(mesh.put(path, "{\"mode\":\"Drain\",\"color\":1}").message()).contains("color");
    assertThat(mesh.put(ROUTEES + "/b/outofservice", "{\"mode\":\"Drain\"}").code()).isEqualTo(404);
    assertThat(mesh.delete(ROUTEES + "/b/outofservice").code()).isEqualTo(404);
    assertThat(mesh.post(path, "{}").code()).isEqualTo(405);
  }

  @Test
  void takesAnAgentsLeaseWithItsReport() {
    mesh.put(ROUTEES + "/a", routee(8081));
    mesh.put(ROUTEES + "/a/outofservice", "{\"mode\":\"Drain\"}");
    Answer renewed =
        mesh.put(
            WEFT + "/agents/host-a/lease",
            "{\"ttlSeconds\":15,\"revision\":1000,\"inFlight\":{\"default/a\":3},"
                + "\"refused\":[{\"kind\":\"ServicePolicy\",\"namespace\":\"default\","
                + "\"name\":\"orders\",\"reason\":\"no such file\"}]}");

    assertThat(renewed.code()).isEqualTo(200);
    assertThat(mesh.get(ROUTEES + "/a/outofservice").tree()).containsEntry("inFlight", 3);
    Map<?, ?> agent = (Map<?, ?>) mesh.get(WEFT + "/agents").list("agents").getFirst();
    assertThat(agent.get("name")).isEqualTo("host-a");
    assertThat(agent.get("live")).isEqualTo(true);
    assertThat(agent.get("revision")).isEqualTo(1000);
    assertThat((List<?>) agent.get("refused")).hasSize(1);
    assertThat(metrics()).contains("weft_agents{state=\"live\"} 1.0");
  }

  @Test
  void refusesAnAgentsReportThatIsWrongAndNamesTheField() {
    String path = WEFT + "/agents/host-a/lease";

    assertThat(mesh.put(path, "{}").message()).contains("ttlSeconds", "from 1 to 60");
    assertThat(mesh.put(path, "{\"ttlSeconds\":61}").message()).contains("\"61\"");
    assertThat(mesh.put(path, "{\"ttlSeconds\":5,\"inFlight\":{\"a\":1}}").message())
        .contains("inFlight", "NAMESPACE/NAME");
    assertThat(mesh.put(path, "{\"ttlSeconds\":5,\"refused\":[{\"kind\":\"X\"}]}").message())
        .contains("refused[0].kind", "refused[0].name", "refused[0].reason");
    assertThat(mesh.put(path, "{\"ttlSeconds\":5,\"color\":1}").message()).contains("color");
    assertThat(mesh.put(WEFT + "/agents/Host%20A/lease", "{\"ttlSeconds\":5}").code())
        .isEqualTo(400);
    assertThat(mesh.get(path).code()).isEqualTo(405);
    assertThat(mesh.get(WEFT + "/agents").list("agents")).isEmpty();
  }

  @Test
  void anAgentListensOnAddressesAlone() {
    String report =
        "{\"ttlSeconds\":10,\"gateways\":[{\"namespace\":\"default\",\"name\":\"edge\","
            + "\"addresses\":[\"%s\"]}]}";
    assertThat(mesh.put(WEFT + "/agents/host-a/lease", report.formatted("127.0.0.1")).code())
        .isEqualTo(200);
    Answer refused = mesh.put(WEFT + "/agents/host-a/lease", report.formatted("localhost"));
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).contains("addresses", "localhost");
  }

  @Test
  void alertsWhenLeasesLapseTogetherAndCanBeOverruled() {
    for (int i = 0; i < 20; i++) {
      mesh.put(ROUTEES + "/r" + i, leased(8000 + i, "me"));
    }
    assertThat(mesh.get(WEFT + "/alerts").list("items")).isEmpty();
    assertThat(mesh.delete(WEFT + "/alerts/MassLapse").code()).isEqualTo(404);
    for (int second = 0; second < 20; second++) {
      for (int i = 8; i < 20; i++) {
        assertThat(mesh.put(ROUTEES + "/r" + i + "/lease", "").code()).isEqualTo(200);
      }
      mesh.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(mesh.get(ROUTEES).list("items")).hasSize(20);
    Map<?, ?> alert =
        (Map<?, ?>)
            mesh.get(WEFT + "/alerts?fieldSelector=alert%3DMassLapse").list("items").getFirst();
    assertThat(alert.get("subject")).isEqualTo("registry");
    assertThat(String.valueOf(alert.get("message"))).startsWith("8 of 20 leased routees");
    assertThat(metrics())
        .contains(
            "weft_lease_guard_holding 1.0",
            "weft_leases{state=\"lapsed\"} 8.0",
            "weft_leases{state=\"running\"} 12.0");

    assertThat(mesh.delete(WEFT + "/alerts/MassLapse").code()).isEqualTo(200);
    mesh.clock.advance(Duration.ofSeconds(1));
    assertThat(mesh.get(ROUTEES).list("items")).hasSize(12);
    assertThat(metrics())
        .contains("weft_lease_guard_holding 0.0", "weft_lease_evictions_total 8.0");
  }

  @Test
  void letsNobodyElseRenewOrTakeBackWhatAnOwnerHolds() {
    mesh.put(ROUTEES + "/a", leased(8081, "first"));

    Answer other = mesh.put(ROUTEES + "/a", leased(8082, "second"));
    assertThat(other.code()).isEqualTo(409);
    assertThat(other.reason()).isEqualTo("Conflict");
    assertThat(other.message()).contains("held by owner first at 127.0.0.1:8081");
    assertThat(mesh.put(ROUTEES + "/a/lease", "{\"owner\":\"second\"}").code()).isEqualTo(409);
    assertThat(mesh.put(ROUTEES + "/a/lease", "{\"owner\":\"first\"}").code()).isEqualTo(200);
    assertThat(mesh.put(ROUTEES + "/a/lease", "{}").code()).isEqualTo(200);
    assertThat(mesh.put(ROUTEES + "/a/lease", "{\"color\":1}").code()).isEqualTo(400);
    assertThat(mesh.delete(ROUTEES + "/a?owner=second").code()).isEqualTo(409);
    assertThat(mesh.delete(ROUTEES + "/a?owner=first").code()).isEqualTo(200);
    assertThat(mesh.delete(ROUTEES + "/a?owner=first").code()).isEqualTo(404);
    assertThat(mesh.put(ROUTEES + "/a", leased(8082, "second")).code()).isEqualTo(201);
  }
}
