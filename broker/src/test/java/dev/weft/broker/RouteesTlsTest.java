package dev.weft.broker;

import static dev.weft.broker.TlsFixture.caller;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.listening;
import static dev.weft.broker.TlsFixture.second;
import static dev.weft.broker.TlsFixture.secure;
import static dev.weft.broker.TlsFixture.trusting;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.tls.RouteeTls;
import dev.weft.model.tls.SubjectName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that go on over TLS, by BoringSSL and by the JDK's own. */
@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class RouteesTlsTest {
  private final String provider;
  private BrokerFixture mesh;
  private RawRoutee routee;

  RouteesTlsTest(String provider) {
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

  private static final RawRoutee.Conduct HELLO =
      (head, in, out, socket) -> {
        RawRoutee.skipBody(head, in);
        out.write(RawRoutee.answer(200, "hello"));
        return true;
      };

  @Test
  void aRouteeIsCalledOverTls() throws Exception {
    try (var secure = secure(null, HELLO)) {
      mesh.put(
          MeshFixture.service("s")
              .routee("s-1", secure.port())
              .tls(trusting(first, "orders", null))
              .build());
      for (int i = 0; i < 3; i++) {
        assertThat(mesh.call("POST", "s", "/").body()).isEqualTo("hello");
      }
      assertThat(secure.connections).as("kept and used again").hasValue(1);
    }
  }

  @Test
  void aRouteeThatAsksIsShownTheBrokersCertificate() throws Exception {
    try (var secure = secure(caller, HELLO)) {
      var service = MeshFixture.service("s").routee("s-1", secure.port());
      mesh.put(service.tls(trusting(first, "orders", caller)).build());
      assertThat(mesh.get("s").body()).isEqualTo("hello");
    }
  }

  @Test
  void aRouteeThatIsNotWhoItShouldBeGetsNoCall() throws Exception {
    try (var secure = secure(null, HELLO)) {
      for (RouteeTls wrong :
          List.of(trusting(second, "orders", null), trusting(first, "elsewhere", null))) {
        mesh.put(
            MeshFixture.service("s")
                .eject(MeshFixture.NEVER_EJECT)
                .routee("s-1", secure.port())
                .tls(wrong)
                .build());
        RawCaller.Answer answer = mesh.get("s");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.header("proxy-status")).contains("tls_certificate_error");
      }
      assertThat(secure.received()).isZero();
    }
  }

  @Test
  void oneOfSomeOtherNamesIsEnough() throws Exception {
    try (var secure = secure(null, HELLO)) {
      assertThat(statusWith(secure, new SubjectName(SubjectName.Type.HOSTNAME, "a.example")))
          .isEqualTo(200);
      assertThat(
              statusWith(
                  secure,
                  new SubjectName(SubjectName.Type.URI, "spiffe://mesh/orders"),
                  new SubjectName(SubjectName.Type.HOSTNAME, "orders")))
          .isEqualTo(200);
      // The name that it is called by is in the certificate, and yet it is none of these.
      assertThat(statusWith(secure, new SubjectName(SubjectName.Type.HOSTNAME, "b.example")))
          .isEqualTo(502);
      assertThat(statusWith(secure, new SubjectName(SubjectName.Type.URI, "a.example")))
          .isEqualTo(502);
      assertThat(secure.received()).isEqualTo(2);
    }
  }

  private int statusWith(RawRoutee secure, SubjectName... names) throws Exception {
    RouteeTls usual = trusting(first, "localhost", null);
    mesh.put(
        MeshFixture.service("s")
            .eject(MeshFixture.NEVER_EJECT)
            .routee("s-1", secure.port())
            .tls(new RouteeTls(usual.serverName(), usual.authorities(), null, List.of(names), ""))
            .build());
    return mesh.get("s").status();
  }

  @Test
  void routeesWhoseTlsCannotBeSetUpAreNotCalledInPlainText() throws Exception {
    mesh.put(
        MeshFixture.service("s")
            .routee("s-1", routee.port())
            .tls(RouteeTls.unusable("there is no ConfigMap shop/ca"))
            .build());
    RawCaller.Answer answer = mesh.get("s");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body()).contains("there is no ConfigMap shop/ca");
    assertThat(routee.received()).isZero();
  }

  @Test
  void aRouteeThatSpeaksNoTlsGetsNoCall() throws Exception {
    mesh.put(
        MeshFixture.service("s")
            .routee("s-1", routee.port())
            .tls(trusting(first, "orders", null))
            .timeout(
                new TimeoutPolicy(
                    Duration.ofMillis(300),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ZERO))
            .build());
    RawCaller.Answer answer = mesh.get("s");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("proxy-status")).contains("tls_protocol_error");
    assertThat(answer.body()).contains("TLS");
  }

  @Test
  void anAnswerWithoutLengthIsWholeOnlyWithTlsOwnEnd() throws Exception {
    byte[] answer = "HTTP/1.1 200 OK\r\n\r\nhello".getBytes(US_ASCII);
    try (var whole =
            secure(
                null,
                "TLSv1.2",
                (head, in, out, socket) -> {
                  out.write(answer);
                  socket.close(); // with close_notify
                  return false;
                });
        var front = new CuttingRelay(whole.port())) {
      var tls = trusting(first, "orders", null);
      mesh.put(MeshFixture.service("whole").routee("w-1", whole.port()).tls(tls).build());
      mesh.put(MeshFixture.service("cut").routee("c-1", front.port()).tls(tls).build());
      assertThat(mesh.get("whole").body()).isEqualTo("hello");
      assertThatThrownBy(
              () -> {
                RawCaller.Answer taken = mesh.get("cut");
                throw new AssertionError("taken for whole: " + taken.status() + " " + taken.body());
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void http2IsSpokenOverTlsWhereTheRouteeSpeaksIt() throws Exception {
    try (var http2 = new Http2RawRoutee(listening("h2"), 0, 0, RouteesTlsTest::two)) {
      mesh.put(
          MeshFixture.service("s")
              .routee("s-1", http2.port(), Verdict.State.PASSING, 100, Protocol.H2C)
              .tls(trusting(first, "orders", null))
              .build());
      for (int i = 0; i < 3; i++) {
        assertThat(mesh.get("s").body()).isEqualTo("two");
      }
      assertThat(http2.connections).hasValue(1);
    }
  }

  private static void two(Http2Wire wire) throws IOException {
    Http2RawRoutee.eachRequest(
        wire,
        (to, stream, fields) -> {
          to.headers(stream, false, ":status: 200", "content-length: 3");
          to.data(stream, true, "two");
        });
  }

  @Test
  void aRouteeThatDoesNotAgreeOnHttp2GetsNoHttp2() throws Exception {
    try (var secure = secure(null, HELLO)) {
      mesh.put(
          MeshFixture.service("s")
              .routee("s-1", secure.port(), Verdict.State.PASSING, 100, Protocol.GRPC)
              .tls(trusting(first, "orders", null))
              .build());
      RawCaller.Answer answer = mesh.get("s");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).contains("HTTP/2");
      assertThat(secure.received()).isZero();
    }
  }

  private RawCaller.Answer postToAuto(int port) throws Exception {
    mesh.put(
        MeshFixture.service("s")
            .routee("s-1", port, Verdict.State.PASSING, 100, Protocol.AUTO)
            .tls(trusting(first, "orders", null))
            .build());
    return mesh.call("POST", "s", "/");
  }

  @Test
  void whatARouteeSpeaksIsAgreedOnWhereNobodySaysIt() throws Exception {
    try (var http2 = new Http2RawRoutee(listening("h2", "http/1.1"), 0, 0, RouteesTlsTest::two)) {
      assertThat(postToAuto(http2.port()).body()).isEqualTo("two");
      assertThat(mesh.call("POST", "s", "/").body()).isEqualTo("two");
      assertThat(http2.connections).hasValue(1);
    }
    for (String[] agreed : new String[][] {{"http/1.1"}, {}}) {
      try (var http1 = new RawRoutee(listening(agreed), HELLO)) {
        assertThat(postToAuto(http1.port()).body()).isEqualTo("hello");
        assertThat(mesh.call("POST", "s", "/").body()).isEqualTo("hello");
        assertThat(http1.heads).hasSize(2).allMatch(head -> head.startsWith("POST / "));
        assertThat(http1.connections).as("one to find out, and a kept one").hasValue(2);
      }
    }
  }

  @Test
  void connectionsOfOldCertificatesTakeNoMoreCalls() throws Exception {
    try (var secure = secure(null, HELLO)) {
      var service = MeshFixture.service("s").routee("s-1", secure.port());
      mesh.put(service.tls(trusting(first, "orders", null)).build());
      assertThat(mesh.get("s").status()).isEqualTo(200);
      mesh.put(service.tls(trusting(first, "orders", null)).build());
      assertThat(mesh.get("s").status()).isEqualTo(200);
      assertThat(secure.connections).as("nothing has changed").hasValue(1);
      mesh.put(service.tls(trusting(first, "orders", caller)).build());
      assertThat(mesh.get("s").status()).isEqualTo(200);
      assertThat(secure.connections).hasValue(2);
    }
  }

  @Test
  void portsOfAServiceThatLeadToOnePortOfItsRouteesAreCalledEachInItsOwnWay() throws Exception {
    try (var secure = secure(null, HELLO)) {
      MeshFixture service =
          MeshFixture.service("s")
              .eject(MeshFixture.NEVER_EJECT)
              .port(80, Protocol.HTTP)
              .port(443, Protocol.HTTP)
              .port(8443, Protocol.HTTP)
              .routee("s-1", secure.port())
              .tls(443, trusting(first, "orders", null))
              .tls(8443, trusting(second, "orders", null));
      mesh.put(service.build());
      assertThat(mesh.call("POST", "s:443", "/").status()).isEqualTo(200);
      assertThat(mesh.call("POST", "s:8443", "/").status()).isEqualTo(502);
      assertThat(mesh.call("POST", "s:80", "/").status()).as("plain text").isEqualTo(502);
      int opened = secure.connections.get();
      service.tls(8443, trusting(first, "localhost", null));
      mesh.put(service.build());
      assertThat(mesh.call("POST", "s:443", "/").status()).isEqualTo(200);
      assertThat(secure.connections).as("those of a way that did not change stay").hasValue(opened);
      assertThat(mesh.call("POST", "s:8443", "/").status()).isEqualTo(200);
      assertThat(mesh.broker.routees())
          .filteredOn(report -> report.routee().service().name().equals("s"))
          .extracting(report -> report.tls() == null ? "" : report.tls().serverName())
          .containsExactlyInAnyOrder("", "orders", "localhost");
    }
  }
}
