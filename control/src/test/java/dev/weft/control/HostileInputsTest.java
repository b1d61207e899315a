package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.SERVICES;
import static dev.weft.control.ServedMesh.routee;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be refused in words, however it is sent, without anything being stored. */
@Timeout(120)
class HostileInputsTest {
  private static final long HUNDRED_MEGABYTES = 100L << 20;
  private static final String A = ROUTEES + "/a";

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

  /**
   * One hostile request.
   *
   * @param body a character for each byte
   * @param mentions what the refusal has to say: field, value, accepted range, place
   */
  record Case(String what, String path, String body, int code, List<String> mentions) {
    static Case of(String what, String path, String body, String... mentions) {
      return new Case(what, path, body, 400, List.of(mentions));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  /** A routee with a field of its spec replaced or added. */
  private static String with(String field, String json) {
    var spec = new java.util.LinkedHashMap<String, String>();
    spec.put("service", "\"orders\"");
    spec.put("address", "\"127.0.0.1\"");
    spec.put("port", "8081");
    spec.put(field, json);
    var text = new StringBuilder("{\"spec\":{");
    spec.forEach((name, value) ->
        text.append(text.length() > 9 ? "," : "")
            .append('"')
            .append(name)
            .append("\":")
            .append(value));
    return text.append("}}").toString();
  }

  private static String withMetadata(String metadata) {
    return "{\"metadata\":" + metadata + "," + routee(1).substring(1);
  }

  /** Row 57. */
  private static Stream<Case> badRegistrations() {
    return Stream.of(
        Case.of("name in capitals", ROUTEES + "/Bad", routee(1), "metadata.name", "Bad", "a-z"),
        Case.of("name that is too long", ROUTEES + "/" + "a".repeat(254), routee(1), "1 to 253"),
        Case.of("name that escapes", ROUTEES + "/a%2Fb", routee(1), "metadata.name"),
        Case.of("name with a script", ROUTEES + "/%3Cscript%3E", routee(1), "metadata.name"),
        Case.of("another name", A, withMetadata("{\"name\":\"b\"}"), "metadata.name", "\"b\""),
        Case.of("namespace in capitals", A.replace("default", "Shop"), routee(1), "namespace"),
        Case.of("port 0", A, with("port", "0"), "spec.port", "\"0\"", "1 to 65535"),
        Case.of("port 65536", A, with("port", "65536"), "spec.port", "65536", "1 to 65535"),
        Case.of("port -1", A, with("port", "-1"), "spec.port", "1 to 65535"),
        Case.of("port eighty", A, with("port", "\"eighty\""), "spec.port", "eighty"),
        Case.of("port 80.5", A, with("port", "80.5"), "spec.port", "80.5"),
        Case.of("port beyond all numbers", A, with("port", "1e4000000"), "spec.port"),
        Case.of("port of many digits", A, with("port", "9".repeat(50)), "spec.port"),
        Case.of("no address", A, with("address", "\"no address\""), "spec.address", "no address"),
        Case.of("an URL as address", A, with("address", "\"http://a/\""), "spec.address"),
        Case.of("address with a port", A, with("address", "\"127.0.0.1:80\""), "spec.address"),
        Case.of("address of numbers", A, with("address", "[127,0,0,1]"), "spec.address"),
        Case.of("service in capitals", A, with("service", "\"<script>\""), "spec.service"),
        Case.of("unknown field", A, with("colour", "\"red\""), "spec.colour", "known here"),
        Case.of("weight below 0", A, with("weight", "-1"), "spec.weight", "0 to 1000000"),
        Case.of("lease of 0 s", A, with("lease", "{\"ttlSeconds\":0}"), "spec.lease.ttlSeconds"),
        Case.of("port and ports", A, with("ports", "[]"), "spec.port", "give one of the two"),
        Case.of("spec is a list", A, "{\"spec\":[]}", "spec", "object"),
        Case.of("metadata is a text", A, withMetadata("\"x\""), "metadata"),
        Case.of("labels are a list", A, withMetadata("{\"labels\":[1]}"), "metadata.labels"),
        Case.of(
            "300 KB of metadata",
            A,
            withMetadata("{\"annotations\":{\"a\":\"" + "x".repeat(300_000) + "\"}}"),
            "metadata",
            "262144"),
        new Case(
            "1 MB of metadata",
            A,
            withMetadata("{\"annotations\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}}"),
            413,
            List.of("1048576 bytes")));
  }

  /** Row 60. */
  private static Stream<Case> brokenDocuments() {
    String laughs = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n";
    return Stream.of(
        Case.of("nothing", A, "", "empty"),
        Case.of("cut off", A, routee(1).substring(0, 40), "line 1, column"),
        Case.of("cut off in a text", A, "{\"spec\":{\"service\":\"ord", "line 1, column"),
        Case.of("a stray comma", A, "{\n \"spec\":\n  {,}}", "line 3, column 4"),
        Case.of("two documents", A, routee(1) + routee(2), "line 1, column"),
        Case.of("a name twice", A, "{\"spec\":{},\n\"spec\":{}}", "uplicate", "line 2, column"),
        Case.of("a list", A, "[]", "object"),
        Case.of("null", A, "null", "null"),
        Case.of("no number", A, with("port", "NaN"), "line 1, column"),
        Case.of("a thousand deep", A, "{\"a\":".repeat(1000) + "1" + "}".repeat(1000), "64"),
        Case.of("a megabyte of brackets", A, "[".repeat(1_000_000), "64"),
        Case.of("a number of a million digits", A, with("port", "1".repeat(999_000)), "64"),
        Case.of("YAML that laughs", A, laughs, "line 1, column 1"),
        new Case(
            "text that is not UTF-8",
            A,
            "{\"spec\":{\"service\":\"\u00ff\u00fe\"}}",
            400,
            List.of("line 1, column")));
  }

  private static Stream<Case> everything() {
    return Stream.concat(badRegistrations(), brokenDocuments());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void refusesInWordsAndStoresNothing(Case hostile) {
    long before = mesh.registry.catalog().revision();

    HttpResponse<byte[]> answer = put(hostile);

    String message = String.valueOf(Json.readObject(answer.body()).get("message"));
    assertThat(answer.statusCode()).as(message).isEqualTo(hostile.code());
    assertThat(message).contains(hostile.mentions());
    assertThat(message.length()).as("does not send back what it was sent").isLessThan(2000);
    assertThat(mesh.registry.catalog().revision()).isEqualTo(before);
  }

  private HttpResponse<byte[]> put(Case hostile) {
    return mesh.raw(
        mesh.request(hostile.path())
            .timeout(Duration.ofSeconds(20))
            .PUT(BodyPublishers.ofString(hostile.body(), ISO_8859_1)));
  }

  /** Row 58: what is allowed to be any text stays text. */
  @Test
  void givesMarkupBackAsTheTextThatItIs() {
    String script = "<script>alert(1)</script>";
    String body = withMetadata("{\"annotations\":{\"note\":\"" + script + "\"}}");
    assertThat(mesh.put(A, body).code()).isEqualTo(201);

    HttpResponse<byte[]> answer = mesh.raw(mesh.request(A).header("Accept", "text/html, */*"));
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(new String(answer.body(), UTF_8)).contains(script);
  }

  /** Row 59. */
  @Test
  void refusesAForeignHostAndAWriteFromAnotherSitesPage() throws Exception {
    String post = "POST " + ROUTEES + " HTTP/1.1\r\n";
    String rest = "Content-Length: 0\r\nConnection: close\r\n\r\n";
    String own = "Host: 127.0.0.1:" + mesh.server.port() + "\r\n";

    assertThat(statusOf("GET /api HTTP/1.1\r\nHost: evil.example\r\n" + rest)).isEqualTo(400);
    assertThat(statusOf(post + own + "Origin: http://evil.example\r\n" + rest)).isEqualTo(403);
    assertThat(statusOf(post + own + "Origin: null\r\n" + rest)).isEqualTo(403);
    assertThat(statusOf(post + "Host: evil.example\r\nOrigin: http://evil.example\r\n" + rest))
        .isEqualTo(400);
  }

  private int statusOf(String head) throws IOException {
    try (var socket = connected()) {
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      return status(socket);
    }
  }

  private Socket connected() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), mesh.server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static int status(Socket socket) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    return Integer.parseInt(String.valueOf(reader.readLine()).split(" ", 3)[1]);
  }

  /** Row 60: announced, and in chunks that announce nothing. */
  @Test
  void refusesAHundredMegabytesWithoutTakingThemIn() throws Exception {
    String head = "PUT " + A + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    assertThat(statusOf(head + "Content-Length: " + HUNDRED_MEGABYTES + "\r\n\r\n")).isEqualTo(413);

    long before = usedBytes();
    try (var socket = connected()) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "Transfer-Encoding: chunked\r\n\r\n").getBytes(US_ASCII));
      byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
      for (long sent = 0; sent < 2L << 20; sent += chunk.length) {
        out.write(chunk);
      }
      assertThat(status(socket)).as("while the body is still coming").isEqualTo(413);
      try {
        for (long sent = 0; sent < HUNDRED_MEGABYTES; sent += chunk.length) {
          out.write(chunk);
        }
      } catch (SocketException e) {
        assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|closed).*");
      }
      assertThat(usedBytes() - before).as("bytes of heap more").isLessThan(16L << 20);
    }
    assertThat(mesh.get(ROUTEES).list("items")).isEmpty();
  }

  /** Row 61. */
  @Test
  void decidesTheSameWayEveryTimeOnWhatContradictsOrNamesWhatIsMissing() {
    String policy = "/apis/weft.dev/v1/namespaces/default/servicepolicies/p";
    String missing = "{\"spec\":{\"targetRefs\":[{\"kind\":\"Service\",\"name\":\"nowhere\"}]}}";
    String twice =
        "{\"spec\":{\"ports\":[{\"name\":\"a\",\"port\":1},{\"name\":\"a\",\"port\":2}]}}";
    for (int i = 0; i < 3; i++) {
      assertThat(mesh.put(policy, missing).code()).isBetween(200, 201);
      assertThat(mesh.delete(policy).code()).isEqualTo(200);
      assertThat(mesh.put(SERVICES + "/s", twice).code()).isEqualTo(400);
    }
  }

  @Test
  void servesItsNeighboursAndKeepsItsMemoryUnderManyWhoMeanHarm() throws Exception {
    mesh.put(ROUTEES + "/neighbour", routee(1));
    long revision = mesh.registry.catalog().revision();
    List<Case> cases = everything().toList();
    long seed = new Random().nextLong();
    long before = usedBytes();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    var served = new AtomicInteger();
    var attacked = new AtomicBoolean(true);
    Thread neighbour =
        Thread.startVirtualThread(() -> {
          while (attacked.get()) {
            HttpResponse<byte[]> answer =
                mesh.raw(mesh.request(ROUTEES + "/neighbour").timeout(Duration.ofSeconds(5)));
            if (answer.statusCode() != 200) {
              wrong.add("the neighbour got " + answer.statusCode());
            }
            served.incrementAndGet();
          }
        });
    var attackers = new ArrayList<Thread>();
    for (int i = 0; i < 16; i++) {
      var random = new Random(seed + i);
      attackers.add(
          Thread.startVirtualThread(() -> {
            for (int j = 0; j < 60; j++) {
              Case hostile = cases.get(random.nextInt(cases.size()));
              int code = put(hostile).statusCode();
              if (code != hostile.code()) {
                wrong.add(hostile + " got " + code);
              }
            }
          }));
    }
    for (Thread attacker : attackers) {
      attacker.join();
    }
    attacked.set(false);
    neighbour.join();

    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(served.get()).as("answers to the neighbour").isGreaterThan(20);
    assertThat(mesh.registry.catalog().revision()).isEqualTo(revision);
    assertThat(usedBytes() - before).as("bytes of heap more").isLessThan(HUNDRED_MEGABYTES);
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void refusesPatchesThatWouldGrowWithoutBound() {
    mesh.put(A, routee(1));
    var copies = new ArrayList<Map<String, String>>();
    for (int i = 0; i < 40; i++) {
      copies.add(Map.of("op", "copy", "from", "/spec", "path", "/spec/x" + i));
    }
    String body = new String(Json.write(copies), UTF_8);

    assertThat(mesh.patch(A, "application/json-patch+json", body).code()).isEqualTo(400);
    assertThat(mesh.get(A).map("spec").get("port")).isEqualTo(1);
  }
}
