package dev.weft.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedDocumentsTest {
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

  @Test
  void discoversEveryKindWithItsNamesAndSubresources() {
    assertThat(mesh.get("/api").list("versions").toString()).isEqualTo("[v1]");
    assertThat(mesh.get("/apis").list("groups").toString()).contains("weft.dev/v1");
    assertThat(mesh.get("/apis/weft.dev").tree()).containsEntry("name", "weft.dev");
    assertThat(mesh.get("/apis/weft.dev/v1").list("resources"))
        .extracting(resource -> String.valueOf(((Map<?, ?>) resource).get("name")))
        .containsExactly(
            "routees",
            "routees/status",
            "routees/lease",
            "servicepolicies",
            "servicepolicies/status",
            "events",
            "alerts");
    assertThat(mesh.get("/api/v1").list("resources").toString())
        .contains("services", "namespaces", "configmaps", "shortNames=[svc]");
    assertThat(mesh.get("/version").tree()).containsEntry("major", "1");
  }

  @Test
  void publishesOpenApiForEveryGroup() {
    assertThat(mesh.get("/openapi.json").tree()).containsEntry("openapi", "3.0.0");
    assertThat(mesh.get("/openapi/v2").map("definitions").keySet().toString())
        .contains("weft.dev.v1.Routee");
    for (Object entry : mesh.get("/openapi/v3").map("paths").values()) {
      Answer document = mesh.get(String.valueOf(((Map<?, ?>) entry).get("serverRelativeURL")));
      assertThat(document.map("components").toString()).contains("x-kubernetes-group-version-kind");
    }
  }

  @Test
  void isHealthyAndReadyInWords() {
    for (String path : new String[] {"/healthz", "/readyz"}) {
      assertThat(text(path)).isEqualTo("ok");
    }
  }

  @Test
  void countsRequestsAndResourcesInOpenMetrics() {
    mesh.put(ServedMesh.ROUTEES + "/a", ServedMesh.routee(1));
    mesh.get(ServedMesh.ROUTEES + "/b");

    HttpResponse<byte[]> response =
        mesh.raw(
            mesh.request("/metrics")
                .header("Accept", "application/openmetrics-text;version=1.0.0"));
    String metrics = new String(response.body(), StandardCharsets.UTF_8);

    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(metrics)
        .contains("weft_api_requests_total{code=\"201\",kind=\"Routee\",verb=\"update\"} 1.0")
        .contains("weft_api_requests_total{code=\"404\",kind=\"Routee\",verb=\"get\"} 1.0")
        .contains("weft_resources{kind=\"Routee\"} 1.0")
        .contains("weft_store_revision ")
        .endsWith("# EOF\n");
  }

  private String text(String path) {
    return new String(mesh.raw(mesh.request(path)).body(), StandardCharsets.UTF_8);
  }
}
