package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.registry.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {
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
  void namesFieldValueAndRangeOfEverythingThatIsWrong() {
    Answer answer =
        mesh.put(
            ROUTEES + "/a",
            "{\"spec\":{\"service\":\"orders\",\"address\":\"no address\",\"port\":65536,"
                + "\"colour\":\"red\"}}");

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.tree()).containsEntry("kind", "Status").containsEntry("status", "Failure");
    assertThat(answer.reason()).isEqualTo("Invalid");
    assertThat(answer.message()).contains("spec.port", "65536", "1 to 65535", "spec.colour");
    assertThat(answer.map("details").get("causes"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .extracting(cause -> String.valueOf(((Map<?, ?>) cause).get("field")))
        .contains("spec.address", "spec.port", "spec.colour");
    assertThat(mesh.get(ROUTEES + "/a").code()).isEqualTo(404);
  }

  @Test
  void storesNothingOfAHostileRegistration() {
    String spec = "\"spec\":{\"service\":\"orders\",\"address\":\"127.0.0.1\",\"port\":%s}}";
    String metadata = "\"metadata\":{\"annotations\":{\"a\":\"" + "x".repeat(300_000) + "\"}},";
    long before = mesh.registry.catalog().revision();

    Answer large = mesh.put(ROUTEES + "/a", "{" + metadata + spec.formatted("80"));
    assertThat(large.code()).isEqualTo(400);
    assertThat(large.message()).contains("metadata.annotations", "300001 bytes", "262144");
    for (String port : new String[] {"0", "65536", "\"eighty\"", "-1"}) {
      Answer refused = mesh.put(ROUTEES + "/a", "{" + spec.formatted(port));
      assertThat(refused.code()).as(port).isEqualTo(400);
      assertThat(refused.message()).contains("spec.port", port.replace("\"", ""), "1 to 65535");
    }
    Answer named = mesh.put(ROUTEES + "/%3Cscript%3E", "{" + spec.formatted("80"));
    assertThat(named.code()).isEqualTo(400);
    assertThat(named.message()).contains("metadata.name", "script", "a-z, 0-9");
    assertThat(mesh.registry.catalog().revision()).isEqualTo(before);
  }

  @Test
  void namesLineAndColumnOfMalformedJson() {
    Answer answer = mesh.put(ROUTEES + "/a", "{\n  \"spec\": {,}\n}");

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).contains("line 2, column");
    assertThat(mesh.put(ROUTEES + "/a", "").message()).contains("empty");
    assertThat(mesh.put(ROUTEES + "/a", "[]").message()).contains("object");
    assertThat(mesh.put(ROUTEES + "/a", "{\"a\":1,\"a\":2}").message()).contains("uplicate");
    assertThat(mesh.put(ROUTEES + "/a", "{\"spec\":{").code()).isEqualTo(400);
  }

  @Test
  void refusesDeepNestingAndLargeBodies() {
    String deep = "{\"a\":".repeat(1000) + "1" + "}".repeat(1000);
    String large = "{\"a\":\"" + "x".repeat(2 << 20) + "\"}";

    assertThat(mesh.put(ROUTEES + "/a", deep).code()).isEqualTo(400);
    Answer tooLarge = mesh.put(ROUTEES + "/a", large);
    assertThat(tooLarge.code()).isEqualTo(413);
    assertThat(tooLarge.message()).contains("1048576 bytes");
    assertThat(mesh.get(ROUTEES).code()).isEqualTo(200);
  }

  @Test
  void refusesALargeBodyOfUnknownLength() {
    byte[] large = new byte[2 << 20];
    var stream = BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large));

    assertThat(mesh.send(mesh.request(ROUTEES + "/a").PUT(stream)).code()).isEqualTo(413);
  }

  @Test
  void refusesABodyThatDisagreesWithItsUrl() {
    String rest = routee(1).substring(1);

    Answer name = mesh.put(ROUTEES + "/a", "{\"metadata\":{\"name\":\"b\"}," + rest);
    Answer namespace = mesh.put(ROUTEES + "/a", "{\"metadata\":{\"namespace\":\"shop\"}," + rest);
    Answer kind = mesh.put(ROUTEES + "/a", "{\"kind\":\"Service\"," + rest);

    assertThat(name.code()).isEqualTo(400);
    assertThat(name.message()).contains("metadata.name", "\"b\"", "a, as the URL says");
    assertThat(namespace.message()).contains("metadata.namespace", "shop", "default");
    assertThat(kind.message()).contains("kind", "Service", "Routee");
  }

  @Test
  void answersUnknownPathsAndMethodsWithStatusDocuments() {
    for (String path :
        new String[] {
          "/nothing",
          "/apis/none.dev/v1",
          "/api/v2",
          "/api/v1/pods",
          "/apis/weft.dev/v1/routees/a",
          ROUTEES + "/a/none",
          ROUTEES + "/%2e%2e",
          "/api/v1/namespaces/default/namespaces/a",
        }) {
      Answer answer = mesh.get(path);
      assertThat(answer.code()).as(path).isEqualTo(404);
      assertThat(answer.tree()).as(path).containsEntry("kind", "Status");
    }
    assertThat(mesh.delete("/apis/weft.dev/v1/routees").code()).isEqualTo(405);
    assertThat(mesh.delete("/api/v1/namespaces").code()).isEqualTo(405);
    assertThat(mesh.post("/healthz", "").code()).isEqualTo(405);
    assertThat(mesh.put("/apis/weft.dev/v1/routees", routee(1)).code()).isEqualTo(405);
    assertThat(mesh.post("/apis/weft.dev/v1/routees", routee(1)).code()).isEqualTo(405);
  }

  @Test
  void writesNothingInADryRun() {
    String named = "{\"metadata\":{\"name\":\"a\"}," + routee(1).substring(1);
    assertThat(mesh.put(ROUTEES + "/a?dryRun=All", routee(1)).code()).isEqualTo(201);
    assertThat(mesh.post(ROUTEES + "?dryRun=All", named).code()).isEqualTo(201);
    assertThat(mesh.put(ROUTEES + "/a?dryRun=All", routee(0)).code()).isEqualTo(400);
    assertThat(mesh.get(ROUTEES + "/a").code()).isEqualTo(404);

    String version = mesh.put(ROUTEES + "/a", routee(1)).version();
    assertThat(mesh.post(ROUTEES + "?dryRun=All", named).code()).isEqualTo(409);
    String merge = "application/merge-patch+json";
    Answer patched = mesh.patch(ROUTEES + "/a?dryRun=All", merge, "{\"spec\":{\"port\":2}}");
    assertThat(patched.map("spec").get("port")).isEqualTo(2);
    assertThat(mesh.delete(ROUTEES + "/a?dryRun=All").code()).isEqualTo(200);
    var options = BodyPublishers.ofString("{\"dryRun\":[\"All\"]}");
    assertThat(mesh.send(mesh.request(ROUTEES + "/a").method("DELETE", options)).code())
        .isEqualTo(200);
    assertThat(mesh.delete(ROUTEES + "?dryRun=All").code()).isEqualTo(200);
    String status = ROUTEES + "/a/status?dryRun=All";
    assertThat(mesh.put(status, "{\"status\":{\"verdict\":\"passing\"}}").code()).isEqualTo(200);
    assertThat(mesh.get(ROUTEES + "/a").version()).isEqualTo(version);
    assertThat(mesh.put(ROUTEES + "/a?dryRun=Some", routee(3)).message()).contains("is not All");
    assertThat(mesh.put(ROUTEES + "/a/lease?dryRun=All", "").code()).isEqualTo(400);
  }

  @Test
  void refusesAForeignHostAndAcceptsEveryNameOfLoopback() throws Exception {
    assertThat(statusForHost("evil.example")).contains(" 400 ");
    assertThat(statusForHost("127.0.0.1.evil.example:80")).contains(" 400 ");
    assertThat(statusForHost("localhost:" + mesh.server.port())).contains(" 200 ");
    assertThat(statusForHost("LOCALHOST")).contains(" 200 ");
    assertThat(statusForHost("[::1]:7070")).contains(" 200 ");
  }

  private String statusForHost(String host) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), mesh.server.port())) {
      String request = "GET /api HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      socket.setSoTimeout(10_000);
      var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      return String.valueOf(reader.readLine());
    }
  }

  @Test
  void refusesWritesFromOtherSitesPagesOnly() {
    String own = "http://127.0.0.1:" + mesh.server.port();

    assertThat(putFrom("https://evil.example").code()).isEqualTo(403);
    assertThat(putFrom("null").code()).isEqualTo(403);
    assertThat(putFrom(own).code()).isEqualTo(201);
    assertThat(mesh.send(mesh.request(ROUTEES).header("Origin", "https://evil.example")).code())
        .isEqualTo(200);
  }

  private Answer putFrom(String origin) {
    return mesh.send(
        mesh.request(ROUTEES + "/a")
            .header("Origin", origin)
            .PUT(BodyPublishers.ofString(routee(1))));
  }

  @Test
  void answersARequestThatIsNoHttpWithAStatusDocument() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), mesh.server.port())) {
      socket.getOutputStream().write("GET / HTTP/9.9\r\n\r\n".getBytes(US_ASCII));
      socket.setSoTimeout(10_000);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).contains("\"kind\":\"Status\"").doesNotContain("\tat ");
    }
  }

  @Test
  void saysWhoseThePortIsWhenItIsTaken(@TempDir Path otherDir) {
    try (var other = Registry.open(otherDir, mesh.clock)) {
      var taken = new ControlServer.Options("127.0.0.1", mesh.server.port());
      assertThatThrownBy(() -> ControlServer.start(taken, other, mesh.clock))
          .isInstanceOf(ControlException.class)
          .hasMessageContaining("port " + mesh.server.port() + " on 127.0.0.1 is in use");
    }
  }
}
