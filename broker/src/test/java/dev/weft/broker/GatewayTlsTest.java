package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.PORT;
import static dev.weft.broker.GatewayFixture.ending;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static dev.weft.broker.TlsFixture.caller;
import static dev.weft.broker.TlsFixture.certificate;
import static dev.weft.broker.TlsFixture.context;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.second;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.route.ListenerTls.Asked;
import dev.weft.model.route.ListenerTls.Callers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Gateways' listeners that end TLS: who is shown what, and who may call what. */
@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class GatewayTlsTest {
  private final String provider;
  private BrokerFixture mesh;
  private GatewayFixture edge;

  GatewayTlsTest(String provider) {
    this.provider = provider;
  }

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    TlsFixture.makeKeys(dir);
  }

  @BeforeEach
  void start() {
    System.setProperty("weft.tls", provider);
    mesh = new BrokerFixture();
    edge = gateway("edge");
  }

  @AfterEach
  void stop() {
    mesh.close();
    System.clearProperty("weft.tls");
  }

  private static int status(RawCaller http, String host) throws IOException {
    return http.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read().status();
  }

  /** Not found is what a listener says that has no route: the call has come to it. */
  private int status(String serverName, String host) throws Exception {
    try (var http = new RawCaller(edge.connect(context(null), PORT, serverName))) {
      return status(http, host);
    }
  }

  private String shown(String serverName) throws Exception {
    try (SSLSocket socket = edge.connect(context(null), PORT, serverName)) {
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  @Test
  void theListenerOfTheNameThatIsAskedForShowsItsCertificate() throws Exception {
    serve(
        mesh,
        edge.calls("exact", PORT, "a.example", ending(first))
            .calls("wild", PORT, "*.example", ending(second))
            .calls("rest", PORT, "", ending(caller))
            .build());
    assertThat(shown("a.example")).isEqualTo("CN=first");
    assertThat(shown("A.Example")).isEqualTo("CN=first");
    assertThat(shown("b.example")).isEqualTo("CN=second");
    assertThat(shown("c.b.example")).isEqualTo("CN=second");
    assertThat(shown("example")).isEqualTo("CN=caller");
    assertThat(shown("")).isEqualTo("CN=caller");
  }

  @Test
  void ofSeveralCertificatesTheOneForTheNameIsShown() throws Exception {
    serve(mesh, edge.calls("web", PORT, "", ending(first, second, caller)).build());
    assertThat(shown("b.example")).isEqualTo("CN=second");
    assertThat(shown("B.Example")).isEqualTo("CN=second");
    assertThat(shown("a.example")).isEqualTo("CN=first");
    assertThat(shown("nobody.example")).isEqualTo("CN=first");
    assertThat(shown("a.wild.example")).isEqualTo("CN=caller");
    assertThat(shown("b.a.wild.example")).as("a wildcard is one label").isEqualTo("CN=first");
  }

  @Test
  void aNameThatNoListenerIsForIsRefusedInTheHandshake() throws Exception {
    serve(mesh, edge.calls("exact", PORT, "a.example", ending(first)).build());
    assertThatThrownBy(() -> edge.connect(context(null), PORT, "b.example").close())
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("unrecognized_name");
  }

  @Test
  void aCallForAnotherListenerIsMisdirected() throws Exception {
    serve(
        mesh,
        edge.calls("rest", PORT, "", ending(first))
            .calls("second", PORT, "second.example", ending(first))
            .calls("wild", PORT, "*.wild.example", ending(first))
            .calls("fourth", PORT, "fourth.wild.example", ending(first))
            .build());
    assertThat(status("a.example", "a.example")).isEqualTo(404);
    assertThat(status("a.example", "second.example")).isEqualTo(421);
    assertThat(status("a.example", "second.example.")).as("the same host").isEqualTo(421);
    assertThat(status("a.example", "Second.Example.:8443")).isEqualTo(421);
    assertThat(status("a.example", "unknown.example:8443")).isEqualTo(404);
    assertThat(status("second.example", "second.example:8443")).isEqualTo(404);
    assertThat(status("second.example", "unknown.example")).isEqualTo(421);
    assertThat(status("third.wild.example", "fifth.wild.example")).isEqualTo(404);
    assertThat(status("third.wild.example", "fourth.wild.example")).isEqualTo(421);
    assertThat(status("fourth.wild.example", "fifth.wild.example")).isEqualTo(421);
    assertThat(status("unknown.example", "a.example")).isEqualTo(404);
  }

  @Test
  void onlyCertifiedCallersComeInWhereTheyMustBe() throws Exception {
    var must = new Callers(Asked.MUST, List.of(certificate(caller)));
    serve(mesh, edge.calls("web", PORT, "", ending(must, first)).build());
    assertThat(callWith(context(caller))).isEqualTo(404);
    assertThatThrownBy(() -> callWith(context(second))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> callWith(context(null))).isInstanceOf(IOException.class);
  }

  private int callWith(SSLContext context) throws IOException {
    try (var http = new RawCaller(edge.connect(context, PORT, "a.example"))) {
      return status(http, "a.example");
    }
  }

  @Test
  void callersThatMayShowACertificateComeInWithAnyAndWithNone() throws Exception {
    var may = new Callers(Asked.MAY, List.of(certificate(caller)));
    serve(mesh, edge.calls("web", PORT, "", ending(may, first)).build());
    assertThat(callWith(context(caller))).isEqualTo(404);
    assertThat(callWith(context(second))).isEqualTo(404);
    assertThat(callWith(context(null))).isEqualTo(404);
  }

  @Test
  void aConnectionMadeBeforeCallersHadToBeCertifiedIsOfNoUseAfterwards() throws Exception {
    serve(mesh, edge.calls("web", PORT, "", ending(first)).build());
    try (var http = new RawCaller(edge.connect(context(null), PORT, "a.example"))) {
      assertThat(status(http, "a.example")).isEqualTo(404);
      var must = new Callers(Asked.MUST, List.of(certificate(caller)));
      serve(mesh, edge.anew().calls("web", PORT, "", ending(must, first)).build());
      assertThat(status(http, "a.example")).isEqualTo(421);
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
    serve(mesh, edge.calls("web", PORT, "", ending(first)).build());
    try (var old = new RawCaller(edge.connect(context(null), PORT, "a.example"))) {
      assertThat(status(old, "a.example")).isEqualTo(404);
      serve(mesh, edge.anew().calls("web", PORT, "", ending(second)).build());
      assertThat(shown("b.example")).isEqualTo("CN=second");
      assertThat(status(old, "a.example")).isEqualTo(404);
    }
  }

  @Test
  void whatIsNoTlsIsClosed() throws Exception {
    serve(mesh, edge.calls("web", PORT, "", ending(first)).build());
    try (var plain = new RawCaller(edge.connect(PORT))) {
      plain.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
      assertThat(plain.socket.getInputStream().readAllBytes().length).isLessThan(20);
    }
  }
}
