package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.SERVICES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.control.access.Caller;
import dev.weft.control.access.Scope;
import dev.weft.control.access.Tokens;
import dev.weft.testkit.TlsPair;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
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

  @Test
  void asksEverybodyForATokenOnceThereIsOne() {
    HttpResponse<byte[]> none = mesh.raw(mesh.request(ROUTEES));
    HttpResponse<byte[]> wrong = mesh.raw(mesh.as("weft_0123456789_guess", ROUTEES));

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"weft\"");
    assertThat(new String(none.body(), StandardCharsets.UTF_8))
        .contains("\"reason\":\"Unauthorized\"", "WEFT_TOKEN");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"invalid_token\"");
    assertThat(new String(wrong.body(), StandardCharsets.UTF_8)).doesNotContain("guess");
    for (String open : List.of("/healthz", "/livez", "/readyz", "/")) {
      assertThat(mesh.codeOf("", open)).as(open).isEqualTo(200);
    }
    for (String closed : List.of("/metrics", "/version", "/api", "/openapi.json", "/nothing")) {
      assertThat(mesh.codeOf("", closed)).as(closed).isEqualTo(401);
    }
    assertThat(mesh.code("PUT", "", ROUTEES + "/a", routee(1))).isEqualTo(401);
    assertThat(mesh.codeOf(admin, ROUTEES)).isEqualTo(200);
  }

  @Test
  void letsAReaderReadAllButSecretsAndWriteNothing() {
    String reader = mesh.token(Scope.READ);

    for (String path : List.of(ROUTEES, "/metrics", "/version", "/apis", "/api/v1/services")) {
      assertThat(mesh.codeOf(reader, path)).as(path).isEqualTo(200);
    }
    for (String path :
        List.of(
            "/api/v1/secrets",
            "/api/v1/namespaces/default/secrets",
            "/api/v1/namespaces/default/secrets/a",
            "//api/v1//secrets",
            "/api/v1/secrets?watch=1",
            "/apis/weft.dev/v1/tokens",
            "/apis/weft.dev/v1/backup")) {
      assertThat(mesh.codeOf(reader, path)).as(path).isEqualTo(403);
    }
    for (String method : List.of("PUT", "PATCH", "DELETE", "POST")) {
      assertThat(mesh.code(method, reader, ROUTEES + "/a", routee(1))).as(method).isEqualTo(403);
    }
    Answer refused = mesh.send(mesh.as(reader, ROUTEES + "/a").PUT(BodyPublishers.ofString("{}")));
    assertThat(refused.message()).contains("lacks the scope register");
  }

  @Test
  void leavesSecretsOutOfAReadersWatchOfEverything() throws Exception {
    String reader = mesh.token(Scope.READ);
    String agent = mesh.token(Scope.AGENT);
    String secret = TlsPair.secretJson();
    String all = "/apis/weft.dev/v1/watch?resourceVersion=0";
    try (var read = mesh.watch(mesh.as(reader, all));
        var trusted = mesh.watch(mesh.as(agent, all))) {
      assertThat(mesh.code("PUT", admin, "/api/v1/namespaces/default/secrets/s", secret))
          .isEqualTo(201);
      assertThat(mesh.code("PUT", admin, ROUTEES + "/last", routee(1))).isEqualTo(201);

      assertThat(kindsUntilRoutee(read)).contains("Routee").doesNotContain("Secret");
      assertThat(kindsUntilRoutee(trusted)).contains("Routee", "Secret");
    }
  }

  private static List<String> kindsUntilRoutee(ServedMesh.Lines watch) throws Exception {
    var kinds = new ArrayList<String>();
    while (!kinds.contains("Routee")) {
      Answer event = watch.next();
      if (!event.type().equals("BOOKMARK")) {
        kinds.add(String.valueOf(event.map("object").get("kind")));
      }
    }
    return kinds;
  }

  @Test
  void letsAnAgentReadSecretsAndWriteStatusesOnly() {
    String agent = mesh.token(Scope.AGENT);
    mesh.code("PUT", admin, ROUTEES + "/a", routee(1));

    assertThat(mesh.codeOf(agent, "/api/v1/secrets")).isEqualTo(200);
    assertThat(
            mesh.code(
                "PUT", agent, ROUTEES + "/a/status", "{\"status\":{\"verdict\":\"passing\"}}"))
        .isEqualTo(200);
    assertThat(mesh.code("PUT", agent, ROUTEES + "/a", routee(2))).isEqualTo(403);
    assertThat(mesh.code("PUT", agent, ROUTEES + "/status", routee(2)))
        .as("a routee named status is no status")
        .isEqualTo(403);
    assertThat(mesh.code("DELETE", agent, ROUTEES + "/a", "")).isEqualTo(403);
    assertThat(mesh.codeOf(agent, "/apis/weft.dev/v1/tokens")).isEqualTo(403);
  }

  @Test
  void letsAServiceRegisterItsOwnRouteesOnly() {
    String orders = mesh.token(Scope.REGISTER, "orders");
    String web = routee(1).replace("orders", "web");
    mesh.code("PUT", admin, ROUTEES + "/web-1", web);

    assertThat(mesh.code("PUT", orders, ROUTEES + "/a", routee(1))).isEqualTo(201);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/a", routee(2))).isEqualTo(200);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/a/lease", "")).isEqualTo(200);

    assertThat(mesh.code("PUT", orders, ROUTEES + "/a", web))
        .as("to another service")
        .isEqualTo(403);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/web-1", routee(1)))
        .as("takes over")
        .isEqualTo(403);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/web-2", web)).isEqualTo(403);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/web-1/lease", "")).isEqualTo(403);
    String well = "{\"status\":\"passing\"}";
    assertThat(mesh.code("PUT", orders, ROUTEES + "/a/health", well))
        .as("no such probe")
        .isEqualTo(409);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/web-1/health", well)).isEqualTo(403);
    assertThat(mesh.code("DELETE", orders, ROUTEES + "/web-1", "")).isEqualTo(403);
    assertThat(patch(orders, "/a", "{\"spec\":{\"service\":\"web\"}}")).isEqualTo(403);
    assertThat(patch(orders, "/web-1", "{\"spec\":{\"service\":\"orders\"}}")).isEqualTo(403);
    assertThat(patch(orders, "/a", "{\"spec\":{\"weight\":7}}")).isEqualTo(200);
    String other = ROUTEES.replace("default", "shop") + "/a";
    assertThat(mesh.code("PUT", orders, other, routee(1))).as("another namespace").isEqualTo(403);
    assertThat(mesh.code("PUT", orders, ROUTEES + "/a/status", "{\"status\":{}}")).isEqualTo(403);
    assertThat(mesh.code("DELETE", orders, ROUTEES, "")).as("all of them").isEqualTo(403);
    assertThat(mesh.code("PUT", orders, SERVICES + "/orders", "{\"spec\":{}}")).isEqualTo(403);
    assertThat(mesh.codeOf(orders, ROUTEES)).isEqualTo(403);

    assertThat(mesh.code("DELETE", orders, ROUTEES + "/a", "")).isEqualTo(200);
    Answer left = mesh.send(mesh.as(admin, ROUTEES));
    assertThat(left.list("items")).hasSize(1).first().asString().contains("service=web");
  }

  private int patch(String token, String name, String body) {
    return mesh.raw(
            mesh.as(token, ROUTEES + name)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)))
        .statusCode();
  }

  @Test
  void makesListsAndRevokesTokensForAdmins() {
    String wanted = "{\"name\":\"orders\",\"scopes\":[\"register\"],\"services\":[\"orders\"]}";
    Answer made =
        mesh.send(mesh.as(admin, "/apis/weft.dev/v1/tokens").POST(BodyPublishers.ofString(wanted)));
    String secret = String.valueOf(made.tree().get("token"));

    assertThat(made.code()).isEqualTo(201);
    assertThat(mesh.code("PUT", secret, ROUTEES + "/a", routee(1))).isEqualTo(201);
    Answer list = mesh.send(mesh.as(admin, "/apis/weft.dev/v1/tokens"));
    assertThat(list.list("tokens")).hasSize(2);
    assertThat(list.tree().toString()).contains("orders").doesNotContain("sha256", secret);
    String path = "/apis/weft.dev/v1/tokens/" + made.tree().get("id");
    assertThat(mesh.code("DELETE", admin, path, "")).isEqualTo(200);
    assertThat(mesh.code("DELETE", admin, path, "")).isEqualTo(404);
    assertThat(mesh.code("PUT", secret, ROUTEES + "/a", routee(1))).isEqualTo(401);
  }

  @Test
  void putsOffWhoGuessesButNobodyWithARightToken() {
    int last = 0;
    for (int i = 0; i <= Guesses.PER_SECOND; i++) {
      last = mesh.codeOf("weft_0123456789_guess", ROUTEES);
    }
    assertThat(last).isEqualTo(429);
    assertThat(mesh.codeOf(admin, ROUTEES)).isEqualTo(200);
    mesh.clock.advance(Duration.ofSeconds(1));
    assertThat(mesh.codeOf("weft_0123456789_guess", ROUTEES)).isEqualTo(401);
  }

  @Test
  void takesNobodyFromAnotherMachineForEverybodyHere(@TempDir Path emptyDir) {
    var gate = new Gate(Tokens.in(emptyDir, mesh.clock), new Guesses(mesh.clock));

    assertThat(gate.callerOf(null, true)).isEqualTo(Caller.EVERYONE);
    assertThatThrownBy(() -> gate.callerOf(null, false))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("weft token create");
    assertThatThrownBy(() -> gate.callerOf("Bearer weft_0123456789_guess", false))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void neverShowsATokenInItsMetrics() {
    mesh.codeOf(admin, ROUTEES + "/" + admin);
    String metrics =
        new String(mesh.raw(mesh.as(admin, "/metrics")).body(), StandardCharsets.UTF_8);
    assertThat(metrics).doesNotContain(admin.substring(20));
  }

  @Test
  void staysOnLoopbackWithoutATokenAndOpensWithOne(@TempDir Path emptyDir) {
    var options = new ControlServer.Options("0.0.0.0", 0, emptyDir);
    assertThatThrownBy(() -> ControlServer.start(options, mesh.registry, mesh.clock))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("0.0.0.0")
        .hasMessageContaining("neither a token nor TLS");
    assertThatThrownBy(() ->
            ControlServer.start(new ControlServer.Options("0.0.0.0", 0), mesh.registry, mesh.clock))
        .isInstanceOf(ControlException.class);

    var tls = new ControlServer.Tls(emptyDir.resolve("none.pem"), emptyDir.resolve("none.key"));
    assertThatThrownBy(() ->
            ControlServer.start(
                new ControlServer.Options("0.0.0.0", 0, emptyDir, tls), mesh.registry, mesh.clock))
        .as("TLS would be enough to listen, were there a certificate")
        .hasMessageContaining("cannot serve TLS");
    var withToken = new ControlServer.Options("0.0.0.0", 0, dataDir);
    try (var server = ControlServer.start(withToken, mesh.registry, mesh.clock)) {
      assertThat(server.port()).isPositive();
    }
  }
}
