package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routees of HTTP/2 that take fewer streams, or other ones, than are wanted. */
class Http2RouteeLimitsTest {
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void orders(Http2RawRoutee routee) {
    mesh.put(
        MeshFixture.service("orders")
            .eject(MeshFixture.NEVER_EJECT)
            .limit(new LimitPolicy(100, 100, 0))
            .timeout(
                new TimeoutPolicy(
                    Duration.ofMillis(400),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ZERO))
            .routee("orders-1", routee.port(), Verdict.State.PASSING, 100, Protocol.H2C)
            .build());
  }

  @Test
  void givesUpOnARouteeThatTakesNoStreamsAtAll() throws IOException {
    try (var routee =
        new Http2RawRoutee(
            MAX_CONCURRENT_STREAMS,
            0,
            wire -> Http2RawRoutee.eachRequest(wire, (to, stream, fields) -> {}))) {
      orders(routee);
      var answer = mesh.get("orders");
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.header("proxy-status")).contains("connection_timeout");
      assertThat(routee.connections.get()).as("connections").isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aWebSocketThatARouteeCannotTakeLeavesNothingBehind() throws IOException {
    try (var routee =
        Http2RawRoutee.answering((wire, stream, fields) -> {
          wire.headers(stream, false, ":status: 200", "content-length: 5");
          wire.data(stream, true, "hello");
        })) {
      orders(routee);
      for (int i = 0; i < 300; i++) {
        try (RawCaller caller = mesh.caller()) {
          caller.send(
              "GET / HTTP/1.1\r\nHost: orders\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Version: 13\r\n"
                  + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
          var answer = caller.read();
          assertThat(answer.status()).as("WebSocket %s: %s", i, answer).isEqualTo(502);
        }
      }
      assertThat(mesh.get("orders").body()).isEqualTo("hello");
      assertThat(routee.connections).hasValue(1);
    }
  }
}
