package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.SERVICES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {
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
  void registersARouteeByPutAndReplacesItByAnother() {
    Answer first = mesh.put(ROUTEES + "/orders-1", routee(8081));
    Answer second = mesh.put(ROUTEES + "/orders-1", routee(8082));

    assertThat(first.code()).isEqualTo(201);
    assertThat(second.code()).isEqualTo(200);
    Answer read = mesh.get(ROUTEES + "/orders-1");
    assertThat(read.map("spec").get("port")).isEqualTo(8082);
    assertThat(read.tree())
        .containsEntry("kind", "Routee")
        .containsEntry("apiVersion", "weft.dev/v1");
    assertThat(read.map("metadata").get("name")).isEqualTo("orders-1");
  }

  @Test
  void refusesASecondCreationOfTheSameName() {
    String body = "{\"metadata\":{\"name\":\"orders-1\"}," + routee(8081).substring(1);

    assertThat(mesh.post(ROUTEES, body).code()).isEqualTo(201);
    Answer again = mesh.post(ROUTEES, body);

    assertThat(again.code()).isEqualTo(409);
    assertThat(again.reason()).isEqualTo("AlreadyExists");
  }

  @Test
  void refusesAPutWithAVersionThatIsNoLongerStored() {
    Answer first = mesh.put(ROUTEES + "/orders-1", routee(8081));
    mesh.put(ROUTEES + "/orders-1", routee(8082));

    Answer stale =
        mesh.put(
            ROUTEES + "/orders-1",
            "{\"metadata\":{\"resourceVersion\":\""
                + first.version()
                + "\"},"
                + routee(8083).substring(1));

    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.reason()).isEqualTo("Conflict");
  }

  @Test
  void storesACertificateThatCannotBeUsedAndWarns() {
    var sent =
        """
        {"metadata":{"name":"web"},"type":"kubernetes.io/tls",
         "data":{"tls.crt":"SGVsbG8=","tls.key":"SGVsbG8="}}\
        """;
    var answer =
        mesh.raw(
            mesh.request("/api/v1/namespaces/default/secrets").POST(BodyPublishers.ofString(sent)));

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Warning"))
        .hasValueSatisfying(text ->
            assertThat(text).startsWith("299 - \"no listener can use it").doesNotContain("Hello"));
  }

  @Test
  void listsANamespaceAndAllNamespacesWithTheStoresRevision() {
    mesh.put(ROUTEES + "/a", routee(1));
    mesh.put("/apis/weft.dev/v1/namespaces/shop/routees/b", routee(2));

    Answer all = mesh.get("/apis/weft.dev/v1/routees");
    assertThat(mesh.get(ROUTEES).list("items")).hasSize(1);
    assertThat(all.list("items")).hasSize(2);
    assertThat(all.tree()).containsEntry("kind", "RouteeList");
    assertThat(Long.parseLong(all.version())).isPositive();
  }

  @Test
  void selectsByLabelsAndByName() {
    for (String name : List.of("a", "b")) {
      mesh.put(
          ROUTEES + "/" + name,
          "{\"metadata\":{\"labels\":{\"version\":\"" + name + "\"}}," + routee(1).substring(1));
    }
    mesh.put(ROUTEES + "/c", routee(3));

    assertThat(names("?labelSelector=version=a")).containsExactly("a");
    assertThat(names("?labelSelector=version!%3Da")).containsExactly("b", "c");
    assertThat(names("?labelSelector=version%20in%20(a,b)")).containsExactly("a", "b");
    assertThat(names("?labelSelector=version%20notin%20(a)")).containsExactly("b", "c");
    assertThat(names("?labelSelector=!version")).containsExactly("c");
    assertThat(names("?fieldSelector=metadata.name%3Db")).containsExactly("b");
    assertThat(names("?fieldSelector=metadata.name!%3Db&limit=500")).containsExactly("a", "c");
    assertThat(mesh.get(ROUTEES + "?labelSelector=a%20like%20b").message())
        .contains("labelSelector", "a in (b,c)");
    assertThat(mesh.get(ROUTEES + "?fieldSelector=spec.port%3D1").code()).isEqualTo(400);
  }

  private List<Object> names(String query) {
    return mesh.get(ROUTEES + query).list("items").stream()
        .<Object>map(item -> String.valueOf(ServedMesh.metadataOf(item).get("name")))
        .toList();
  }

  @Test
  void patchesByMergeJsonAndStrategicPatch() {
    mesh.put(ROUTEES + "/a", routee(8081));
    String path = ROUTEES + "/a";

    mesh.patch(path, "application/merge-patch+json", "{\"spec\":{\"weight\":5}}");
    mesh.patch(
        path,
        "application/json-patch+json",
        "[{\"op\":\"add\",\"path\":\"/spec/zone\",\"value\":\"b\"}]");
    Answer last =
        mesh.patch(
            path,
            "application/strategic-merge-patch+json",
            "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");

    assertThat(last.code()).isEqualTo(200);
    assertThat(last.map("spec").get("weight")).isEqualTo(5);
    assertThat(last.map("spec").get("zone")).isEqualTo("b");
    assertThat(last.map("metadata").get("labels")).isEqualTo(Map.of("x", "y"));
    assertThat(mesh.patch(path, "application/apply-patch+yaml", "a").code()).isEqualTo(415);
    assertThat(mesh.patch(ROUTEES + "/no", "application/merge-patch+json", "{}").code())
        .isEqualTo(404);
  }

  @Test
  void writesTheStatusWithoutTouchingTheSpecAndTheSpecWithoutTheStatus() {
    mesh.put(ROUTEES + "/a", routee(8081));
    Answer status =
        mesh.put(
            ROUTEES + "/a/status", "{\"spec\":{\"port\":1},\"status\":{\"verdict\":\"passing\"}}");
    Answer spec =
        mesh.patch(ROUTEES + "/a", "application/merge-patch+json", "{\"spec\":{\"weight\":7}}");

    assertThat(status.map("spec").get("port")).isEqualTo(8081);
    assertThat(status.map("metadata").get("generation")).isEqualTo(1);
    assertThat(spec.map("status").get("verdict")).isEqualTo("passing");
    assertThat(mesh.get(ROUTEES + "/a/status").map("status").get("verdict")).isEqualTo("passing");
    assertThat(
            mesh.patch(
                    ROUTEES + "/a/status",
                    "application/merge-patch+json",
                    "{\"status\":{\"verdict\":\"failing\"}}")
                .map("status")
                .get("verdict"))
        .isEqualTo("failing");
  }

  @Test
  void renewsALeaseAndSaysWhenThereIsNoSuchRoutee() {
    mesh.put(
        ROUTEES + "/a",
        "{\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":1,"
            + "\"lease\":{\"ttlSeconds\":15}}}");

    assertThat(mesh.put(ROUTEES + "/a/lease", "").code()).isEqualTo(200);
    Answer unknown = mesh.put(ROUTEES + "/b/lease", "");
    assertThat(unknown.code()).isEqualTo(404);
    assertThat(unknown.message()).isEqualTo("routees.weft.dev \"b\" not found");
  }

  @Test
  void deletesOnlyWhatItsPreconditionsName() {
    Answer made = mesh.put(ROUTEES + "/a", routee(8081));
    String uid = String.valueOf(made.map("metadata").get("uid"));

    assertThat(deleteIf("{\"uid\":\"other\"}").code()).isEqualTo(409);
    assertThat(deleteIf("{\"resourceVersion\":\"999\"}").code()).isEqualTo(409);
    Answer deleted = deleteIf("{\"uid\":\"" + uid + "\"}");
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.map("details").get("uid")).isEqualTo(uid);
    assertThat(mesh.delete(ROUTEES + "/a").code()).isEqualTo(404);
  }

  private Answer deleteIf(String preconditions) {
    String body = "{\"preconditions\":" + preconditions + "}";
    return mesh.send(mesh.request(ROUTEES + "/a").method("DELETE", BodyPublishers.ofString(body)));
  }

  @Test
  void servesClusterWideKindsWithoutANamespace() {
    Answer made = mesh.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"shop\"}}");

    assertThat(made.code()).isEqualTo(201);
    assertThat(mesh.get("/api/v1/namespaces/shop").map("metadata").get("name")).isEqualTo("shop");
    assertThat(mesh.get("/api/v1/namespaces").list("items")).isNotEmpty();
    assertThat(mesh.get("/api/v1/namespaces/shop/services").list("items")).isEmpty();
  }

  @Test
  void createsTheServiceOfItsFirstRoutee() {
    mesh.put(ROUTEES + "/a", routee(8081));

    assertThat(mesh.get(SERVICES + "/orders").code()).isEqualTo(200);
  }
}
