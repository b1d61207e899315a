package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.http.RawClient;
import dev.weft.control.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no well-behaved client sends. Whatever it is, the answer is a Status document. */
@Timeout(60)
class HostileRequestsTest {
  private static final String HOST = "Host: localhost\r\n";

  /** Must never be taken for a request of its own. */
  private static final String SMUGGLED = "GET /livez HTTP/1.1\r\n" + HOST + "\r\n";

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

  private static String post(String headers, String body) {
    return "POST /healthz HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
  }

  static Stream<String> ambiguousRequests() {
    var cases = new ArrayList<String>();
    String chunked = "Transfer-Encoding: chunked\r\n";
    cases.add(post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n"));
    cases.add(post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n").replace("1.1", "1.0"));
    cases.add(post(chunked, "0\r\n\r\n").replace("1.1", "1.0"));
    cases.add(post("Content-Length: 5\r\nContent-Length: 6\r\n", "12345"));
    cases.add(post("Content-Length: 5, 10\r\n", "12345"));
    for (String length :
        List.of("+5", "0x5", "-1", "-0", "1_0", "1 0", "", "99999999999999999999")) {
      cases.add(post("Content-Length: " + length + "\r\n", "12345"));
    }
    for (String encoding :
        List.of(
            "xchunked",
            "chunked, chunked",
            "chunked, gzip",
            "gzip",
            ",chunked",
            "identity",
            "\u000bchunked",
            "chunked\u0000")) {
      cases.add(post("Transfer-Encoding: " + encoding + "\r\n", "0\r\n\r\n"));
    }
    cases.add(post(chunked + chunked, "0\r\n\r\n"));
    cases.add(post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"));
    cases.add(post("X: a\r\n folded\r\n", ""));
    for (String size : List.of("0x5", "+5", "-5", "5_", "fffffffffffffffff")) {
      cases.add(post(chunked, size + "\r\n12345\r\n0\r\n\r\n"));
    }
    cases.add(post(chunked, "5\n12345\r\n0\r\n\r\n"));
    cases.add(post(chunked, "5\r\n1234567\r\n0\r\n\r\n"));
    cases.add(post(chunked, "5\r\n12345\n0\r\n\r\n"));
    cases.add(post(chunked, "5;" + "x".repeat(65_536) + "\r\n12345\r\n0\r\n\r\n"));
    cases.add(post("X: a\nY: b\r\n", ""));
    cases.add(post("X: a\rb\r\n", ""));
    cases.add(post("X: a\u0000b\r\n", ""));
    cases.add("\u0001GET /livez HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("GET /livez HTTP/1.1\r\n X: a\r\n" + HOST + "\r\n");
    cases.add(post("no colon\r\n", ""));
    cases.add(post(": empty name\r\n", ""));
    cases.add(post("n\u00e4me: x\r\n", ""));
    cases.add("GET /livez\r\n");
    cases.add("GET /livez HTTP/9.9\r\n" + HOST + "\r\n");
    cases.add("GET /livez HTTP/01.01\r\n" + HOST + "\r\n");
    cases.add("GET /livez http/1.1\r\n" + HOST + "\r\n");
    cases.add("GET  /livez HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("GET\t/livez HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("GET /" + "u".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add(post("X: " + "h".repeat(100_000) + "\r\n", ""));
    cases.add(post("X: y\r\n".repeat(10_000), ""));
    cases.add(post("A: b\r\n".repeat(200), ""));
    cases.add("GET /livez HTTP/1.1\r\n\r\n");
    for (String host :
        List.of("localhost\r\nHost: other", "a, b", "user@localhost", "localhost/x", "")) {
      cases.add("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }
    cases.add("GET http://other/livez HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("GET livez HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("GET * HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("CONNECT localhost HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add("TRACE /livez HTTP/1.1\r\n" + HOST + "\r\n");
    cases.add(post("Expect: a-pony\r\n", ""));
    cases.add("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n");
    cases.add("\u0000".repeat(70_000) + "\r\n\r\n");
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("ambiguousRequests")
  void refusesWhatCanBeReadInTwoWaysAndEverythingBehindIt(String request) throws IOException {
    try (var client = new RawClient(mesh.server.port())) {
      client.flood((request + SMUGGLED).getBytes(StandardCharsets.ISO_8859_1), 1);
      String answer = client.readToEnd();
      assertThat(answer).matches("(?s)HTTP/1.1 (400|405|408|413|414|417|431|501|505) .*");
      assertThat(answer.split("HTTP/1\\.1 \\d", -1)).as(answer).hasSize(2);
      Map<String, Object> status =
          Json.readObject(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(US_ASCII));
      assertThat(status).containsEntry("kind", "Status").containsKey("reason");
    }
    assertThat(mesh.get("/api").code()).isEqualTo(200);
  }

  @Test
  void takesALongUrlAndAnAbsoluteOneOfItsOwnHost() throws IOException {
    try (var client = new RawClient(mesh.server.port())) {
      client.send("GET /livez?" + "q".repeat(8_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
      client.send("GET http://localhost/livez HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void refusesAHundredMegabytesHoweverTheyAreFramed() throws IOException {
    byte[] block = new byte[1 << 16];
    try (var client = new RawClient(mesh.server.port())) {
      client.send(put("Content-Length: 104857600\r\n"));
      client.flood(block, 1600);
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ").contains("1048576 bytes");
    }
    try (var client = new RawClient(mesh.server.port())) {
      client.send(put("Transfer-Encoding: chunked\r\n"));
      String chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
      client.flood(chunk.getBytes(US_ASCII), 1600);
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ").contains("1048576 bytes");
    }
    assertThat(mesh.get(ROUTEES + "/a").code()).isEqualTo(404);
  }

  private static String put(String framing) {
    return "PUT " + ROUTEES + "/a HTTP/1.1\r\n" + HOST + framing + "\r\n";
  }

  @Test
  void boundsTheBodiesOfAllClientsTogether() throws IOException {
    byte[] most = new byte[1_000_000];
    var clients = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 40; i++) { // 33 fit, and none of them ends
        var client = new RawClient(mesh.server.port());
        clients.add(client);
        client.send(put("Content-Length: 1048576\r\n"));
        client.flood(most, 1);
      }
      var refused = new ArrayList<RawClient>();
      while (refused.size() < 7) { // which of them depends on whose bytes are read first
        for (RawClient client : clients) {
          if (!refused.contains(client) && client.in().available() > 0) {
            refused.add(client);
          }
        }
      }
      for (RawClient client : refused) {
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 503 ");
      }
      assertThat(mesh.get("/api").code()).isEqualTo(200);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void servesNeighboursWhileManySendSlowly() throws IOException {
    var slow = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < 200; i++) {
        slow.add(
            new RawClient(mesh.server.port())
                .send(i % 2 == 0 ? "GET / HT" : put("Content-Length: 100\r\n") + "{"));
      }
      assertThat(mesh.put(ROUTEES + "/a", routee(1)).code()).isEqualTo(201);
      assertThat(mesh.get(ROUTEES + "/a").code()).isEqualTo(200);
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void answersWhatNobodyForesawWithAnIdThatTheLogHasToo() {
    var messages = new ArrayList<String>();
    var recorder =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            messages.add(record.getMessage() + " " + record.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Failure.class.getName());
    logger.addHandler(recorder);
    logger.setUseParentHandlers(false);
    try {
      String told = Failure.unexpected(new IllegalStateException("a bug")).message();
      String id = told.substring(told.lastIndexOf(' ') + 1);
      assertThat(id).hasSize(8);
      assertThat(told).doesNotContain("a bug");
      assertThat(messages).singleElement().asString().contains(id, "a bug");
    } finally {
      logger.removeHandler(recorder);
      logger.setUseParentHandlers(true);
    }
  }
}
