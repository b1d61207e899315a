package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.everything;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static dev.weft.broker.TlsFixture.caller;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.secure;
import static dev.weft.broker.TlsFixture.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.route.ListenerTls;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that come in by a gateway, to their answers. */
class GatewayCallsTest {
  private static final ListenerTls PLAIN = new ListenerTls.None();

  private BrokerFixture mesh;
  private GatewayFixture edge;
  private RawRoutee routee;
  private RawRoutee other;

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    TlsFixture.makeKeys(dir);
  }

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    edge = gateway("edge");
    routee = RawRoutee.answering("orders");
    other = RawRoutee.answering("web");
    mesh.put(
        MeshFixture.service("orders").routee("orders-1", routee.port()).build(),
        MeshFixture.service("web").routee("web-1", other.port()).build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
    other.close();
  }

  private RawCaller.Answer get(int port, String host) throws IOException {
    try (var http = new RawCaller(edge.connect(port))) {
      return http.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
    }
  }

  @Test
  void theMostSpecificListenerTakesTheCallAndItsRoutesAlone() throws IOException {
    serve(
        mesh,
        edge.calls("shop", 8080, "shop.example", PLAIN, everything("orders", "shop.example"))
            .calls("wild", 8080, "*.example", PLAIN, everything("web", "*.example"))
            .calls("bare", 8080, "bare.example", PLAIN)
            .calls("next", 8081, "", PLAIN, everything("orders"))
            .build());
    assertThat(get(8080, "shop.example").body()).isEqualTo("orders");
    assertThat(get(8080, "SHOP.example:8080").body()).isEqualTo("orders");
    assertThat(get(8080, "a.b.example").body()).isEqualTo("web");
    assertThat(get(8080, "bare.example").status())
        .as("its own listener has no route, and the wildcard's is not asked")
        .isEqualTo(404);
    assertThat(get(8080, "elsewhere").status()).isEqualTo(404);
    assertThat(get(8081, "elsewhere").body()).isEqualTo("orders");
  }

  @Test
  void aGatewaysRoutesAreNotAnothers() throws IOException {
    GatewayFixture second = gateway("second").calls("web", 8080, "", PLAIN, everything("web"));
    serve(mesh, edge.calls("web", 8080, "", PLAIN, everything("orders")).build(), second.build());
    assertThat(get(8080, "a").body()).isEqualTo("orders");
    try (var http = new RawCaller(second.connect(8080))) {
      assertThat(http.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().body()).isEqualTo("web");
    }
  }

  @Test
  void routeesAreShownTheCertificateOfTheGatewayThatTheCallCameBy() throws Exception {
    RawRoutee.Conduct hello =
        (head, in, out, socket) -> {
          out.write(RawRoutee.answer(200, "hello"));
          return true;
        };
    try (var asking = secure(caller, hello)) {
      mesh.put(
          MeshFixture.service("asking")
              .eject(MeshFixture.NEVER_EJECT)
              .routee("a-1", asking.port())
              .tls(trusting(first, "orders", null))
              .build());
      GatewayFixture bare = gateway("bare");
      edge.calls("web", 8080, "", PLAIN, everything("asking"));
      bare.calls("web", 8080, "", PLAIN, everything("asking"));
      serve(mesh, edge.showing(TlsFixture.key(caller)), bare.build());
      for (int i = 0; i < 3; i++) {
        assertThat(get(8080, "a").body()).isEqualTo("hello");
        try (var http = new RawCaller(bare.connect(8080))) {
          assertThat(http.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(502);
        }
      }
      assertThat(asking.received()).isEqualTo(3);
      // Without it no more, also over the connection that is kept.
      serve(mesh, edge.build());
      assertThat(get(8080, "a").status()).isEqualTo(502);
    }
  }
}
