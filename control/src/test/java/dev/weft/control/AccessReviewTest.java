package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.control.access.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller may do, as {@code kubectl auth can-i} asks for it. */
class AccessReviewTest {
  @TempDir Path dataDir;
  private ServedMesh mesh;
  private String admin = "";

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
    admin = mesh.token(Scope.ADMIN);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private Answer canI(String token, String attributes) {
    return mesh.send(
        mesh.as(token, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            .POST(BodyPublishers.ofString("{\"spec\":{" + attributes + "}}")));
  }

  private boolean mayI(String token, String verb, String group, String resource, String more) {
    Answer answer =
        canI(
            token,
            "\"resourceAttributes\":{\"verb\":\"%s\",\"group\":\"%s\",\"resource\":\"%s\"%s}"
                .formatted(verb, group, resource, more));
    assertThat(answer.code()).isEqualTo(201);
    return Boolean.TRUE.equals(answer.map("status").get("allowed"));
  }

  @Test
  void saysWhatACallerMayDo() {
    String reader = mesh.token(Scope.READ);
    String agent = mesh.token(Scope.AGENT);
    String orders = mesh.token(Scope.REGISTER, "orders");
    String here = ",\"namespace\":\"default\"";
    mesh.code("PUT", admin, ROUTEES + "/web-1", routee(1).replace("orders", "web"));
    mesh.code("PUT", admin, ROUTEES + "/orders-1", routee(1));

    assertThat(mayI(admin, "*", "*", "*", "")).isTrue();
    assertThat(mayI(admin, "fly", "", "services", "")).isFalse();
    assertThat(mayI(reader, "*", "*", "*", "")).isFalse();
    assertThat(mayI(reader, "list", "", "services", here)).isTrue();
    assertThat(mayI(reader, "delete", "", "services", here)).isFalse();
    assertThat(mayI(reader, "get", "", "secrets", here)).isFalse();
    assertThat(mayI(agent, "watch", "", "secrets", "")).isTrue();
    assertThat(mayI(agent, "update", "weft.dev", "routees", here)).isFalse();
    assertThat(mayI(agent, "update", "weft.dev", "routees", here + ",\"subresource\":\"status\""))
        .isTrue();
    assertThat(mayI(orders, "create", "weft.dev", "routees", here)).isTrue();
    assertThat(mayI(orders, "create", "weft.dev", "routees", "")).as("anywhere").isFalse();
    assertThat(mayI(orders, "delete", "weft.dev", "routees", here + ",\"name\":\"orders-1\""))
        .isTrue();
    assertThat(mayI(orders, "delete", "weft.dev", "routees", here + ",\"name\":\"web-1\""))
        .isFalse();
    assertThat(mayI(orders, "deletecollection", "weft.dev", "routees", here)).isFalse();
    assertThat(mayI(orders, "list", "weft.dev", "routees", here)).isFalse();

    Answer refused = canI(reader, "\"nonResourceAttributes\":{\"verb\":\"post\",\"path\":\"/x\"}");
    assertThat(refused.map("status").get("allowed")).isEqualTo(false);
    assertThat(refused.map("status").get("reason")).asString().contains("lacks the scope admin");
    Answer url =
        canI(
            orders,
            "\"nonResourceAttributes\":{\"verb\":\"put\",\"path\":\"" + ROUTEES + "/web-1\"}");
    assertThat(url.map("status").get("allowed")).isEqualTo(false);
    assertThat(canI(reader, "").code()).isEqualTo(400);
    assertThat(mesh.codeOf("", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"))
        .isEqualTo(401);
  }
}
