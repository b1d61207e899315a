package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.weft.model.mesh.ProbePolicy.HttpCheck;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy may say of HTTP checks, before a real server. */
class HttpCheckTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final SystemClock clock = new SystemClock();
  private final List<Headers> seen = new CopyOnWriteArrayList<>();
  private final List<HttpServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(server -> server.stop(0));
    clock.close();
  }

  private CheckResult check(HttpServer server, HttpCheck check, int answer) {
    servers.add(server);
    server.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestHeaders());
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
    return new BlockingChecker(clock)
        .check(check, "127.0.0.1", server.getAddress().getPort(), Duration.ofSeconds(20));
  }

  private static HttpsServer tls(Path dir) throws Exception {
    return tls(SelfSigned.make(dir, "routee", "EC", "ip:127.0.0.1"));
  }

  private static HttpsServer tls(SelfSigned own) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own.store(), "for tests only".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(FREE, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static HttpCheck https(boolean trusting) {
    return https(trusting, "");
  }

  private static HttpCheck https(boolean trusting, String authorities) {
    return new HttpCheck("/healthz", true, trusting, "", 200, 399, Map.of(), authorities, false);
  }

  @Test
  void sendsTheHostAndTheHeadersThatThePolicyNames() throws IOException {
    var check =
        new HttpCheck(
            "/healthz",
            false,
            false,
            "orders.shop",
            200,
            399,
            Map.of("user-agent", "x", "A", "b"),
            "",
            false);

    assertThat(check(HttpServer.create(FREE, 0), check, 204).passed()).isTrue();

    Headers headers = seen.getFirst();
    assertThat(headers.get("Host")).containsExactly("orders.shop");
    assertThat(headers.get("User-agent")).containsExactly("x");
    assertThat(headers.get("A")).containsExactly("b");
    assertThat(headers.get("Connection")).containsExactly("close");
  }

  @Test
  void passesOnTheStatusesThatThePolicyNames() throws IOException {
    var check = new HttpCheck("/", false, false, "", 404, 404, Map.of(), "", false);

    assertThat(check(HttpServer.create(FREE, 0), check, 404).passed()).isTrue();
  }

  @Test
  void failsOnAStatusThatThePolicyDoesNotName() throws IOException {
    var check = new HttpCheck("/", false, false, "", 200, 299, Map.of(), "", false);

    CheckResult result = check(HttpServer.create(FREE, 0), check, 302);

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).isEqualTo("302");
  }

  @Test
  void asksByHttpsWhoeverItIsIfToldTo(@TempDir Path dir) throws Exception {
    CheckResult result = check(tls(dir), https(true), 200);

    assertThat(result.finding()).isEqualTo("200");
    assertThat(result.passed()).isTrue();
  }

  @Test
  void failsOnACertificateThatNobodyTrusts(@TempDir Path dir) throws Exception {
    CheckResult result = check(tls(dir), https(false), 200);

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).contains("PKIX path building failed");
  }

  @Test
  void passesOnACertificateThatThePolicysAuthoritiesVouchFor(@TempDir Path dir) throws Exception {
    SelfSigned own = SelfSigned.make(dir, "routee", "EC", "ip:127.0.0.1");

    CheckResult result = check(tls(own), https(false, own.certificatePem()), 200);

    assertThat(result.finding()).isEqualTo("200");
    assertThat(result.passed()).isTrue();
  }

  @Test
  void failsOnACertificateThatOthersVouchFor(@TempDir Path dir, @TempDir Path other)
      throws Exception {
    String others = SelfSigned.make(other, "other", "EC", "ip:127.0.0.1").certificatePem();

    CheckResult result = check(tls(dir), https(false, others), 200);

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).contains("PKIX");
  }

  @Test
  void saysThatAuthoritiesAreNone(@TempDir Path dir) throws Exception {
    String pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    CheckResult result = check(tls(dir), https(false, pem), 200);

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).contains("no certificates");
  }

  @Test
  void tlsIsAgreedOnOnceForManyChecks(@TempDir Path dir) throws Exception {
    SelfSigned own = SelfSigned.make(dir, "routee", "EC", "ip:127.0.0.1");
    HttpsServer server = tls(own);
    servers.add(server);
    var handshakes = new CopyOnWriteArrayList<Integer>();
    server.createContext(
        "/",
        exchange -> {
          handshakes.add(exchange.getRemoteAddress().getPort());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    var check = new HttpCheck("/", true, false, "", 200, 399, Map.of(), own.certificatePem(), true);

    try (var checker = new BlockingChecker(clock)) {
      for (int i = 0; i < 3; i++) {
        CheckResult result =
            checker.check(
                check, "127.0.0.1", server.getAddress().getPort(), Duration.ofSeconds(20));
        assertThat(result.finding()).isEqualTo("200");
      }
    }

    assertThat(Set.copyOf(handshakes)).hasSize(1);
    assertThat(handshakes).hasSize(3);
  }
}
