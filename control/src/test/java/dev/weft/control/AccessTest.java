package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.SERVICES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.control.access.Caller;
import dev.weft.control.access.Scope;
import dev.weft.control.access.TokenRequest;
import dev.weft.control.access.Tokens;
import dev.weft.testkit.FakeClock;
import dev.weft.testkit.TlsPair;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  @TempDir Path dataDir;
  private ServedMesh mesh;
  private String admin = "";

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
    admin = token(Set.of(Scope.ADMIN), Set.of());
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  /** Made on the data directory, as the command line does. */
  private String token(Set<Scope> scopes, Set<String> services) {
    String secret =
        Tokens.in(dataDir, mesh.clock)
            .create(new TokenRequest("t", scopes, "", services, null))
            .secret();
    mesh.clock.advance(Tokens.NOTICED_WITHIN);
    return secret;
  }

  private HttpRequest.Builder as(String token, String path) {
    return mesh.request(path).header("Authorization", "Bearer " + token);
  }

  private int code(String method, String token, String path, String body) {
    HttpRequest.Builder request = token.isEmpty() ? mesh.request(path) : as(token, path);
    return mesh.raw(request.method(method, BodyPublishers.ofString(body))).statusCode();
  }

  private int get(String token, String path) {
    return code("GET", token, path, "");
  }

  @Test
  void asksEverybodyForATokenOnceThereIsOne() {
    HttpResponse<byte[]> none = mesh.raw(mesh.request(ROUTEES));
    HttpResponse<byte[]> wrong = mesh.raw(as("weft_0123456789_guess", ROUTEES));

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"weft\"");
    assertThat(new String(none.body(), StandardCharsets.UTF_8))
        .contains("\"reason\":\"Unauthorized\"", "WEFT_TOKEN");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"invalid_token\"");
    assertThat(new String(wrong.body(), StandardCharsets.UTF_8)).doesNotContain("guess");
    for (String open : List.of("/healthz", "/livez", "/readyz", "/")) {
      assertThat(get("", open)).as(open).isEqualTo(200);
    }
    for (String closed : List.of("/metrics", "/version", "/api", "/openapi.json", "/nothing")) {
      assertThat(get("", closed)).as(closed).isEqualTo(401);
    }
    assertThat(code("PUT", "", ROUTEES + "/a", routee(1))).isEqualTo(401);
    assertThat(get(admin, ROUTEES)).isEqualTo(200);
  }

  @Test
  void letsAReaderReadAllButSecretsAndWriteNothing() {
    String reader = token(Set.of(Scope.READ), Set.of());

    for (String path : List.of(ROUTEES, "/metrics", "/version", "/apis", "/api/v1/services")) {
      assertThat(get(reader, path)).as(path).isEqualTo(200);
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
      assertThat(get(reader, path)).as(path).isEqualTo(403);
    }
    for (String method : List.of("PUT", "PATCH", "DELETE", "POST")) {
      assertThat(code(method, reader, ROUTEES + "/a", routee(1))).as(method).isEqualTo(403);
    }
    Answer refused = mesh.send(as(reader, ROUTEES + "/a").PUT(BodyPublishers.ofString("{}")));
    assertThat(refused.message()).contains("lacks the scope register");
  }

  @Test
  void leavesSecretsOutOfAReadersWatchOfEverything() throws Exception {
    String reader = token(Set.of(Scope.READ), Set.of());
    String agent = token(Set.of(Scope.AGENT), Set.of());
    String secret = TlsPair.secretJson();
    String all = "/apis/weft.dev/v1/watch?resourceVersion=0";
    try (var read = mesh.watch(as(reader, all));
        var trusted = mesh.watch(as(agent, all))) {
      assertThat(code("PUT", admin, "/api/v1/namespaces/default/secrets/s", secret)).isEqualTo(201);
      assertThat(code("PUT", admin, ROUTEES + "/last", routee(1))).isEqualTo(201);

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
    String agent = token(Set.of(Scope.AGENT), Set.of());
    code("PUT", admin, ROUTEES + "/a", routee(1));

    assertThat(get(agent, "/api/v1/secrets")).isEqualTo(200);
    assertThat(code("PUT", agent, ROUTEES + "/a/status", "{\"status\":{\"verdict\":\"passing\"}}"))
        .isEqualTo(200);
    assertThat(code("PUT", agent, ROUTEES + "/a", routee(2))).isEqualTo(403);
    assertThat(code("PUT", agent, ROUTEES + "/status", routee(2)))
        .as("a routee named status is no status")
        .isEqualTo(403);
    assertThat(code("DELETE", agent, ROUTEES + "/a", "")).isEqualTo(403);
    assertThat(get(agent, "/apis/weft.dev/v1/tokens")).isEqualTo(403);
  }

  @Test
  void letsAServiceRegisterItsOwnRouteesOnly() {
    String orders = token(Set.of(Scope.REGISTER), Set.of("orders"));
    String web = routee(1).replace("orders", "web");
    code("PUT", admin, ROUTEES + "/web-1", web);

    assertThat(code("PUT", orders, ROUTEES + "/a", routee(1))).isEqualTo(201);
    assertThat(code("PUT", orders, ROUTEES + "/a", routee(2))).isEqualTo(200);
    assertThat(code("PUT", orders, ROUTEES + "/a/lease", "")).isEqualTo(200);

    assertThat(code("PUT", orders, ROUTEES + "/a", web)).as("to another service").isEqualTo(403);
    assertThat(code("PUT", orders, ROUTEES + "/web-1", routee(1))).as("takes over").isEqualTo(403);
    assertThat(code("PUT", orders, ROUTEES + "/web-2", web)).isEqualTo(403);
    assertThat(code("PUT", orders, ROUTEES + "/web-1/lease", "")).isEqualTo(403);
    String well = "{\"status\":\"passing\"}";
    assertThat(code("PUT", orders, ROUTEES + "/a/health", well)).as("no such probe").isEqualTo(409);
    assertThat(code("PUT", orders, ROUTEES + "/web-1/health", well)).isEqualTo(403);
    assertThat(code("DELETE", orders, ROUTEES + "/web-1", "")).isEqualTo(403);
    assertThat(patch(orders, "/a", "{\"spec\":{\"service\":\"web\"}}")).isEqualTo(403);
    assertThat(patch(orders, "/web-1", "{\"spec\":{\"service\":\"orders\"}}")).isEqualTo(403);
    assertThat(patch(orders, "/a", "{\"spec\":{\"weight\":7}}")).isEqualTo(200);
    String other = ROUTEES.replace("default", "shop") + "/a";
    assertThat(code("PUT", orders, other, routee(1))).as("another namespace").isEqualTo(403);
    assertThat(code("PUT", orders, ROUTEES + "/a/status", "{\"status\":{}}")).isEqualTo(403);
    assertThat(code("DELETE", orders, ROUTEES, "")).as("all of them").isEqualTo(403);
    assertThat(code("PUT", orders, SERVICES + "/orders", "{\"spec\":{}}")).isEqualTo(403);
    assertThat(get(orders, ROUTEES)).isEqualTo(403);

    assertThat(code("DELETE", orders, ROUTEES + "/a", "")).isEqualTo(200);
    Answer left = mesh.send(as(admin, ROUTEES));
    assertThat(left.list("items")).hasSize(1).first().asString().contains("service=web");
  }

  private int patch(String token, String name, String body) {
    return mesh.raw(
            as(token, ROUTEES + name)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)))
        .statusCode();
  }

  @Test
  void makesListsAndRevokesTokensForAdmins() {
    String wanted = "{\"name\":\"orders\",\"scopes\":[\"register\"],\"services\":[\"orders\"]}";
    Answer made =
        mesh.send(as(admin, "/apis/weft.dev/v1/tokens").POST(BodyPublishers.ofString(wanted)));
    String secret = String.valueOf(made.tree().get("token"));

    assertThat(made.code()).isEqualTo(201);
    assertThat(code("PUT", secret, ROUTEES + "/a", routee(1))).isEqualTo(201);
    Answer list = mesh.send(as(admin, "/apis/weft.dev/v1/tokens"));
    assertThat(list.list("tokens")).hasSize(2);
    assertThat(list.tree().toString()).contains("orders").doesNotContain("sha256", secret);
    String path = "/apis/weft.dev/v1/tokens/" + made.tree().get("id");
    assertThat(code("DELETE", admin, path, "")).isEqualTo(200);
    assertThat(code("DELETE", admin, path, "")).isEqualTo(404);
    assertThat(code("PUT", secret, ROUTEES + "/a", routee(1))).isEqualTo(401);
  }

  @Test
  @Timeout(30)
  void endsAWatchWhoseTokenIsRevoked() throws Exception {
    String reader = token(Set.of(Scope.READ), Set.of());
    String version = mesh.send(as(admin, ROUTEES)).version();
    String query = "?watch=1&resourceVersion=" + version;
    try (var watch = mesh.watch(as(reader, ROUTEES + query));
        var all = mesh.watch(as(reader, "/apis/weft.dev/v1/watch?resourceVersion=" + version));
        var kept = mesh.watch(as(admin, ROUTEES + query))) {
      code("PUT", admin, ROUTEES + "/a", routee(1));
      assertThat(watch.nextShort()).isEqualTo("ADDED a");

      String id = reader.split("_", 3)[1];
      assertThat(code("DELETE", admin, "/apis/weft.dev/v1/tokens/" + id, "")).isEqualTo(200);

      for (var ended : List.of(watch, all)) {
        Answer last = lastOf(ended, mesh.clock);
        assertThat(last.type()).isEqualTo("ERROR");
        assertThat(last.map("object").get("code")).isEqualTo(401);
        assertThat(last.map("object").get("message")).asString().contains("revoked");
      }
      code("PUT", admin, ROUTEES + "/b", routee(1));
      assertThat(kept.nextShort()).isEqualTo("ADDED a");
      assertThat(kept.nextShort()).isEqualTo("ADDED b");
    }
  }

  @Test
  @Timeout(30)
  void endsTheWatchesOfEverybodyWhenTheFirstTokenIsMade(@TempDir Path open) throws Exception {
    try (var mine = new ServedMesh(open);
        var watch = mine.watch(ROUTEES + "?watch=1&resourceVersion=0")) {
      Tokens.in(open, mine.clock)
          .create(new TokenRequest("t", Set.of(Scope.ADMIN), "", Set.of(), null));

      assertThat(lastOf(watch, mine.clock).map("object").get("code")).isEqualTo(401);
    }
  }

  private static boolean done(FutureTask<?> task) throws Exception {
    try {
      task.get(20, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** The event with which a watch ends; time passes until it does, but less than it has. */
  private static Answer lastOf(ServedMesh.Lines watch, FakeClock clock) throws Exception {
    var error =
        new FutureTask<>(() -> {
          Answer event = watch.next();
          while (!event.type().equals("ERROR")) {
            event = watch.next();
          }
          watch.readToEnd();
          return event;
        });
    Thread.ofVirtual().start(error);
    for (int seconds = 0; seconds < 600; seconds++) {
      clock.advance(Duration.ofSeconds(1)); // its looks at the time count from when the loop has it
      if (done(error)) {
        return error.get();
      }
    }
    throw new AssertionError("the watch goes on");
  }

  private Answer canI(String token, String attributes) {
    return mesh.send(
        as(token, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
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
    String reader = token(Set.of(Scope.READ), Set.of());
    String agent = token(Set.of(Scope.AGENT), Set.of());
    String orders = token(Set.of(Scope.REGISTER), Set.of("orders"));
    String here = ",\"namespace\":\"default\"";
    code("PUT", admin, ROUTEES + "/web-1", routee(1).replace("orders", "web"));
    code("PUT", admin, ROUTEES + "/orders-1", routee(1));

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
    assertThat(get("", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")).isEqualTo(401);
  }

  @Test
  void putsOffWhoGuessesButNobodyWithARightToken() {
    int last = 0;
    for (int i = 0; i <= Guesses.PER_SECOND; i++) {
      last = get("weft_0123456789_guess", ROUTEES);
    }
    assertThat(last).isEqualTo(429);
    assertThat(get(admin, ROUTEES)).isEqualTo(200);
    mesh.clock.advance(Duration.ofSeconds(1));
    assertThat(get("weft_0123456789_guess", ROUTEES)).isEqualTo(401);
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
    get(admin, ROUTEES + "/" + admin);
    String metrics = new String(mesh.raw(as(admin, "/metrics")).body(), StandardCharsets.UTF_8);
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
