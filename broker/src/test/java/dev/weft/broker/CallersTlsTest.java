package dev.weft.broker;

import static dev.weft.broker.TlsFixture.caller;
import static dev.weft.broker.TlsFixture.certificate;
import static dev.weft.broker.TlsFixture.connect;
import static dev.weft.broker.TlsFixture.context;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.key;
import static dev.weft.broker.TlsFixture.second;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.broker.listener.TlsListener;
import dev.weft.broker.tls.ServerTls;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeClock;
import dev.weft.testkit.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
  void start() throws IOException {
    System.setProperty("weft.tls", provider);
    mesh = new BrokerFixture();
    routee = RawRoutee.answering("hello");
    mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
    System.clearProperty("weft.tls");
  }

  private TlsListener listen() throws Exception {
    return mesh.broker.listen("127.0.0.1", 0, ServerTls.http(key(first)));
  }

  private static RawCaller.Answer get(RawCaller caller, String host) throws IOException {
    return caller.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
  }

  @Test
  void anHttp1CallIsServedAndItsRouteeToldThatItWasSecure() throws Exception {
    try (var tls = listen();
        var http = new RawCaller(connect(context(null), tls.port(), "orders"))) {
      assertThat(get(http, "orders").body()).isEqualTo("hello");
      assertThat(get(http, "orders").status()).isEqualTo(200);
      assertThat(routee.heads.getFirst().toLowerCase(Locale.ROOT))
          .contains("x-forwarded-proto: https");
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void anHttp2CallIsServed() throws Exception {
    try (var tls = listen();
        var client =
            HttpClient.newBuilder()
                .sslContext(context(null))
                .version(HttpClient.Version.HTTP_2)
                .build()) {
      mesh.put(MeshFixture.service("localhost").routee("l-1", routee.port()).build());
      var request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + tls.port() + "/"))
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
  void aCallForAnotherCertificatesNameIsMisdirected() throws Exception {
    var tls =
        ServerTls.of(
            key(first),
            Map.of("a.example", key(first), "b.example", key(second)),
            ServerTls.Callers.ANYONE,
            List.of(),
            List.of("h2", "http/1.1"));
    mesh.put(MeshFixture.service("a").routee("a-1", routee.port()).build());
    try (var listener = mesh.broker.listen("127.0.0.1", 0, tls);
        var http = new RawCaller(connect(context(null), listener.port(), "a.example"))) {
      assertThat(get(http, "b.example").status()).isEqualTo(421);
      RawCaller.Answer unknown = get(http, "a.example:443");
      assertThat(unknown.status()).as("not misdirected, but no service").isEqualTo(404);
    }
  }

  @Test
  void onlyCertifiedCallersAreServedWhereTheyMustBe() throws Exception {
    var tls =
        ServerTls.of(
            key(first),
            Map.of(),
            ServerTls.Callers.CERTIFIED,
            List.of(certificate(caller)),
            List.of("http/1.1"));
    try (var listener = mesh.broker.listen("127.0.0.1", 0, tls)) {
      try (var http = new RawCaller(connect(context(caller), listener.port(), "orders"))) {
        assertThat(get(http, "orders").status()).isEqualTo(200);
      }
      for (SelfSigned stranger : new SelfSigned[] {second, null}) {
        assertThatThrownBy(
                () -> {
                  var http = new RawCaller(connect(context(stranger), listener.port(), "orders"));
                  get(http, "orders");
                })
            .isInstanceOf(IOException.class);
      }
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void theNextConnectionMeetsNewCertificates() throws Exception {
    try (var tls = listen();
        var old = connect(context(null), tls.port(), "orders")) {
      tls.tls(ServerTls.http(key(second)));
      try (var fresh = connect(context(null), tls.port(), "b.example")) {
        assertThat(fresh.getSession().getPeerPrincipal().getName()).isEqualTo("CN=second");
      }
      assertThat(get(new RawCaller(old), "orders").status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsNoTlsIsClosed() throws Exception {
    try (var tls = listen();
        var plain = new RawCaller(tls.port())) {
      plain.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      plain.socket.setSoTimeout(5_000);
      byte[] said = plain.socket.getInputStream().readAllBytes();
      assertThat(new String(said, ISO_8859_1)).doesNotContain("HTTP/");
      assertThat(routee.received()).isZero();
    }
  }

  @Test
  void aHandshakeThatTakesTooLongIsClosed() throws Exception {
    var clock = new FakeClock();
    try (var slow = new BrokerFixture(clock, 1);
        var tls = slow.broker.listen("127.0.0.1", 0, ServerTls.http(key(first)));
        var silent = new RawCaller(tls.port())) {
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
    try (var tls = listen();
        var socket = connect(context(null), tls.port(), "orders");
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
        var tls = listen();
        var socket = connect(context(null), tls.port(), "orders")) {
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
        var tls = listen();
        var socket = connect(context(null), tls.port(), "orders")) {
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
      try (var tls = listen();
          var socket = connect(context(null), tls.port(), "orders", version);
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
      try (var tls = listen()) {
        var created =
            IntStream.range(0, 2)
                .mapToObj(i -> {
                  try (var socket =
                      (SSLSocket)
                          context.getSocketFactory().createSocket("localhost", tls.port())) {
                    socket.setEnabledProtocols(new String[] {version});
                    var http = new RawCaller(socket);
                    assertThat(get(http, "orders").status()).isEqualTo(200);
                    return socket.getSession().getCreationTime() + "";
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  } finally {
                    pause();
                  }
                })
                .toList();
        assertThat(created.get(1)).as(version).isEqualTo(created.get(0));
      }
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
