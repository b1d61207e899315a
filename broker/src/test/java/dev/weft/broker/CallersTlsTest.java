package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.PORT;
import static dev.weft.broker.GatewayFixture.ending;
import static dev.weft.broker.GatewayFixture.everything;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static dev.weft.broker.TlsFixture.caller;
import static dev.weft.broker.TlsFixture.context;
import static dev.weft.broker.TlsFixture.first;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that come over TLS, ended by BoringSSL and by the JDK's own. */
@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class CallersTlsTest {
  private final String provider;
  private final GatewayFixture edge = gateway("edge");
  private BrokerFixture mesh;
  private RawRoutee routee;

  CallersTlsTest(String provider) {
    this.provider = provider;
  }

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    TlsFixture.makeKeys(dir);
  }

  @BeforeEach
  void start() throws Exception {
    System.setProperty("weft.tls", provider);
    mesh = new BrokerFixture();
    routee = RawRoutee.answering("hello");
    mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
    edge.calls(
        "web",
        PORT,
        "",
        ending(first),
        everything("orders", "orders", "localhost"),
        everything("cut", "cut"));
    serve(mesh, edge.build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
    System.clearProperty("weft.tls");
  }

  private SSLSocket connect(String... versions) throws Exception {
    return edge.connect(context(null), PORT, "orders", versions);
  }

  private static RawCaller.Answer get(RawCaller caller, String host) throws IOException {
    return caller.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
  }

  @Test
  void anHttp1CallIsServedAndItsRouteeToldThatItWasSecure() throws Exception {
    try (var http = new RawCaller(connect())) {
      assertThat(get(http, "orders").body()).isEqualTo("hello");
      assertThat(get(http, "orders").status()).isEqualTo(200);
      assertThat(routee.heads.getFirst().toLowerCase(Locale.ROOT))
          .contains("x-forwarded-proto: https");
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void anHttp2CallIsServedWhereTlsAgreesOnIt() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    edge.anew().calls("web", port, "localhost", ending(first), everything("orders"));
    serve(mesh, edge.build(List.of("127.0.0.1"))); // whom the certificate is for
    try (var client =
        HttpClient.newBuilder()
            .sslContext(context(null))
            .version(HttpClient.Version.HTTP_2)
            .build()) {
      var request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/"))
              .POST(HttpRequest.BodyPublishers.ofString("x".repeat(300_000)))
              .build();
      for (int i = 0; i < 3; i++) {
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aHandshakeThatTakesTooLongIsClosed() throws Exception {
    var clock = new FakeClock();
    GatewayFixture other = gateway("other");
    try (var slow = new BrokerFixture(clock, 1)) {
      serve(slow, other.calls("web", PORT, "", ending(first)).build());
      var silent = new RawCaller(other.connect(PORT));
      silent.send("\u0016\u0003\u0001"); // a record begins
      silent.socket.setSoTimeout(1_000);
      assertThat(silent.answered()).as("it waits").isFalse();
      clock.advance(Duration.ofSeconds(11));
      silent.socket.setSoTimeout(10_000);
      assertThat(silent.closed()).isTrue();
    }
  }

  @Test
  void theLastAnswerIsFollowedByAProperEnd() throws Exception {
    try (var socket = connect();
        var http = new RawCaller(socket)) {
      http.send("GET / HTTP/1.0\r\nHost: orders\r\nConnection: close\r\n\r\n");
      assertThat(http.read().body()).isEqualTo("hello");
      // Without close_notify the JDK would throw here, not find the end.
      assertThat(http.closed()).isTrue();
    }
  }

  @Test
  void anAnswerThatIsCutShortIsNotProperlyEnded() throws Exception {
    try (var cutting =
            new RawRoutee((head, in, out, socket) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"
                      .getBytes(US_ASCII));
              return false;
            });
        var socket = connect()) {
      mesh.put(MeshFixture.service("cut").routee("cut-1", cutting.port()).build());
      InputStream in = socket.getInputStream();
      // To a caller of HTTP/1.0 nothing but the connection's end says where the answer ends.
      socket.getOutputStream().write("GET / HTTP/1.0\r\nHost: cut\r\n\r\n".getBytes(US_ASCII));
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTunnelWhoseRouteeHasEndedStillTakesWhatItsCallerSends() throws Exception {
    var heard = new CompletableFuture<String>();
    try (var tunnelling =
            new RawRoutee((head, in, out, socket) -> {
              out.write(
                  "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nbye"
                      .getBytes(US_ASCII));
              socket.shutdownOutput();
              heard.complete(new String(in.readAllBytes(), US_ASCII));
              return false;
            });
        var socket = connect()) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", tunnelling.port()).build());
      var caller = new RawCaller(socket);
      caller.send(
          "GET / HTTP/1.1\r\nHost: orders\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + "\r\n");
      assertThat(caller.read().status()).isEqualTo(101);
      assertThat(caller.take(3)).isEqualTo("bye");
      assertThat(caller.closed()).isTrue();
      for (int i = 0; i < 100; i++) {
        caller.send("still here"); // a record of TLS each
      }
      socket.shutdownOutput();
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("still here".repeat(100));
    }
  }

  /** It goes on sending for a while: a reset would take the answer with it (RFC 9112, 9.6). */
  @Test
  void aRefusalArrivesWithUnreadBytesBehindIt() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (var socket = connect(version);
          var http = new RawCaller(socket)) {
        http.send("POST / HTTP/1.1\r\nHost: nobody\r\nContent-Length: 9000000\r\n\r\n");
        for (int i = 0; i < 80; i++) {
          http.send("x".repeat(100_000));
        }
        assertThat(http.read().status()).as(version).isEqualTo(404);
        assertThat(http.closed()).as(version).isTrue();
      }
    }
  }

  @Test
  void sessionsAreResumed() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      SSLContext context = context(null);
      long created = sessionOf(context, version);
      pause();
      assertThat(sessionOf(context, version)).as(version).isEqualTo(created);
    }
  }

  /** When the session was made that a call went by. */
  private long sessionOf(SSLContext context, String version) throws IOException {
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket(edge.address, PORT)) {
      socket.setEnabledProtocols(new String[] {version});
      assertThat(get(new RawCaller(socket), "orders").status()).isEqualTo(200);
      return socket.getSession().getCreationTime();
    }
  }

  /** So that times that are counted in milliseconds differ. */
  private static void pause() {
    var clock = new SystemClock();
    long began = clock.nanos();
    BrokerFixture.until(() -> clock.nanos() - began > 5_000_000);
    clock.close();
  }
}
