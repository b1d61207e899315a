package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
  private BrokerFixture mesh;
  private RawRoutee orders;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    orders = RawRoutee.answering("orders");
    mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    orders.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orders",
        "ORDERS:80",
        "orders.default",
        "orders.default.svc.cluster.local:7071",
        "orders.localhost:7071",
        "orders.default.localhost"
      })
  void findsAServiceByEachFormOfItsName(String host) throws IOException {
    assertThat(mesh.get(host).body()).isEqualTo("orders");
  }

  @Test
  void servesAsAForwardProxy() throws IOException {
    try (RawCaller caller = mesh.caller()) {
      var answer = caller.send("GET http://orders/a?b=c HTTP/1.1\r\nHost: orders\r\n\r\n").read();
      assertThat(answer.body()).isEqualTo("orders");
      assertThat(orders.heads.getFirst()).startsWith("GET /a?b=c HTTP/1.1\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "169.254.169.254", "[::1]", "LOCALHOST"})
  void neverProxiesToAnAddressThatIsNoRoutee(String host) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      String there = host + ":" + orders.port();
      var answer =
          caller.send("GET http://" + there + "/ HTTP/1.1\r\nHost: " + there + "\r\n\r\n").read();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("proxy-status")).contains("error=destination_ip_prohibited");
      assertThat(orders.received()).isZero();
    }
  }

  @Test
  void saysWhoAnsweredOnlyToThoseWhoAsk() throws IOException {
    assertThat(mesh.get("orders").header("x-weft-routee")).isEqualTo("orders-1");
    try (RawCaller caller = mesh.caller()) {
      var answer = caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read();
      assertThat(answer.header("x-weft-routee")).isEmpty();
    }
    assertThat(orders.heads.getFirst()).doesNotContain("x-weft-explain");
  }

  @Test
  void namesEveryCallToTheRouteeAndToThoseWhoAsk() throws IOException {
    String told = mesh.get("orders").header("x-weft-exchange");
    assertThat(told).matches("[0-9a-f]{16}");
    try (RawCaller caller = mesh.caller()) {
      var answer =
          caller.send("GET / HTTP/1.1\r\nHost: orders\r\nX-Weft-Exchange: mine\r\n\r\n").read();
      assertThat(answer.header("x-weft-exchange")).isEmpty();
    }
    assertThat(orders.heads.getFirst()).containsIgnoringCase("x-weft-exchange: " + told);
    assertThat(orders.heads.getLast())
        .containsPattern("X-Weft-Exchange: [0-9a-f]{16}\\s")
        .doesNotContain(told)
        .doesNotContain("mine");
  }

  @Test
  void namesTheCallThatItRefuses() throws IOException {
    var answer = mesh.get("nobody");
    assertThat(answer.header("x-weft-exchange")).matches("[0-9a-f]{16}");
    assertThat(answer.body()).contains(answer.header("x-weft-exchange"));
  }

  @Test
  void answersAnUnknownServiceWithAProblem() throws IOException {
    var answer = mesh.get("nobody");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("proxy-status"))
        .startsWith("weft; error=destination_not_found; details=\"");
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body())
        .contains("\"error\":\"destination_not_found\"", "\"exchange\":", "\"status\":404");
  }

  @Test
  void answersAServiceWhoseRouteesAreNotAdmittedWithTheCounts() throws IOException {
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", orders.port(), Verdict.State.UNKNOWN, 100, Protocol.HTTP)
            .routee("orders-2", orders.port(), Verdict.State.FAILING, 100, Protocol.HTTP)
            .build());
    var answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("proxy-status")).contains("error=destination_unavailable");
    assertThat(answer.body()).contains("2 known, 2 not admitted", "\"service\":\"orders\"");
    assertThat(orders.received()).isZero();
  }

  @Test
  void spreadsCallsByWeight() throws IOException {
    try (RawRoutee other = RawRoutee.answering("other")) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", orders.port(), Verdict.State.PASSING, 300, Protocol.HTTP)
              .routee("orders-2", other.port(), Verdict.State.PASSING, 100, Protocol.HTTP)
              .roundRobin()
              .build());
      for (int i = 0; i < 40; i++) {
        mesh.get("orders");
      }
      assertThat(orders.received()).isEqualTo(30);
      assertThat(other.received()).isEqualTo(10);
    }
  }

  @Test
  void overwritesWhatOnlyABrokerMaySay() throws IOException {
    try (RawCaller caller = mesh.caller()) {
      caller
          .send(
              "GET / HTTP/1.1\r\nHost: orders\r\nX-Forwarded-For: 6.6.6.6\r\n"
                  + "Connection: x-secret, keep-alive\r\nX-Secret: 1\r\nUpgrade: h2c\r\n"
                  + "Content_Length: 5\r\nKeep-Alive: 5\r\n\r\n")
          .read();
    }
    assertThat(orders.heads.getFirst().toLowerCase(java.util.Locale.ROOT))
        .contains("x-forwarded-for: 127.0.0.1\r\n", "x-forwarded-host: orders", "via: 1.1 weft")
        .doesNotContain("6.6.6.6", "x-secret", "upgrade", "content_length", "keep-alive");
  }

  @Test
  void refusesToStartOnAPortInUse() {
    assertThatThrownBy(() ->
            Broker.start(
                new Broker.Options("127.0.0.1", mesh.broker.port(), 2),
                mesh.snapshots,
                new SystemClock()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + mesh.broker.port());
  }
}
