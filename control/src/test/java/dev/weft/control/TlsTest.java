package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.registry.Registry;
import dev.weft.testkit.FakeClock;
import dev.weft.testkit.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

  @TempDir Path dir;
  private final FakeClock clock = new FakeClock();
  private Registry registry;
  private Path certificate;
  private Path key;
  private SelfSigned one;

  @BeforeEach
  void start() throws Exception {
    registry = Registry.open(dir.resolve("data"), clock);
    certificate = dir.resolve("tls.crt");
    key = dir.resolve("tls.key");
    one = newPair("one", "RSA");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private SelfSigned newPair(String name, String algorithm) throws Exception {
    return SelfSigned.make(dir, name, algorithm, "dns:localhost,ip:127.0.0.1");
  }

  private void install(SelfSigned certificateOf, SelfSigned keyOf) throws Exception {
    Files.writeString(certificate, certificateOf.certificatePem());
    Files.writeString(key, keyOf.keyPem());
  }

  private ControlServer serve() {
    return ControlServer.start(
        new ControlServer.Options("127.0.0.1", 0, null, new ControlServer.Tls(certificate, key)),
        registry,
        clock);
  }

  private static SSLContext trusting(SelfSigned pair) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("a", pair.store().getCertificate("a"));
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static String nameShown(int port, SelfSigned trusted) throws Exception {
    try (var socket =
        (SSLSocket)
            trusting(trusted)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.startHandshake();
      var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectX500Principal().getName();
    }
  }

  @Test
  void servesTheApiAndWatchesByTls() throws Exception {
    install(one, one);
    try (var server = serve();
        var client = HttpClient.newBuilder().sslContext(trusting(one)).build()) {
      var uri = URI.create("https://127.0.0.1:" + server.port() + ROUTEES + "/a");
      var put = HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(routee(1)));
      assertThat(client.send(put.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(201);

      var watching = URI.create("https://127.0.0.1:" + server.port() + ROUTEES + "?watch=1");
      var lines = client.send(HttpRequest.newBuilder(watching).build(), BodyHandlers.ofLines());
      assertThat(lines.body().findFirst()).hasValueSatisfying(l -> assertThat(l).contains("ADDED"));

      var plain = put.header("Origin", "http://127.0.0.1:" + server.port()).build();
      assertThat(client.send(plain, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
      client.shutdownNow();
    }
  }

  @Test
  void showsTheNewCertificateOnceBothFilesAreReplaced() throws Exception {
    install(one, one);
    SelfSigned two = newPair("two", "EC");
    try (var server = serve()) {
      assertThat(nameShown(server.port(), one)).isEqualTo("CN=one");
      install(two, one);
      clock.advance(Duration.ofSeconds(5));
      assertThat(nameShown(server.port(), one)).isEqualTo("CN=one");
      install(two, two);
      clock.advance(Duration.ofSeconds(5));
      assertThat(nameShown(server.port(), two)).isEqualTo("CN=two");
    }
  }

  @Test
  void saysWhatIsWrongWithACertificate() throws Exception {
    install(one, newPair("other", "RSA"));
    assertThatThrownBy(this::serve)
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("the key belongs to another certificate");
    Files.writeString(key, "no key");
    assertThatThrownBy(this::serve).hasMessageContaining("BEGIN PRIVATE KEY");
    Files.delete(certificate);
    assertThatThrownBy(this::serve)
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("tls.crt");
  }

  @Test
  void closesAConnectionThatSpeaksNoTls() throws IOException, Exception {
    install(one, one);
    try (var server = serve();
        var client = new dev.weft.control.http.RawClient(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.readToEnd()).doesNotContain("HTTP/1.1 200");
      assertThat(nameShown(server.port(), one)).isEqualTo("CN=one");
    }
  }
}
