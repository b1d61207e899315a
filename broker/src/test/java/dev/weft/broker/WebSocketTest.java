package dev.weft.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets over HTTP/1.1, and other upgrades, which are left out. */
class WebSocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: orders\r\n";
  private static final String WEBSOCKET =
      "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @Test
  void joinsBothSidesOfAWebSocket() throws Exception {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  bytes(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: upgrade\r\nSec-WebSocket-Accept: proof\r\n\r\nhello"));
              in.transferTo(out);
              out.write(bytes("bye"));
              return false;
            });
        RawCaller caller = mesh.caller()) {
      var answer = caller.send(GET + WEBSOCKET + "early").read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("upgrade")).isEqualTo("websocket");
      assertThat(answer.header("connection")).isEqualToIgnoringCase("upgrade");
      assertThat(answer.header("sec-websocket-accept")).isEqualTo("proof");
      assertThat(caller.take("helloearly".length())).isEqualTo("helloearly");
      caller.send("again");
      assertThat(caller.take("again".length())).isEqualTo("again");
      caller.socket.shutdownOutput();
      assertThat(caller.take("bye".length())).isEqualTo("bye");
      assertThat(caller.closed()).isTrue();
      assertThat(routee.heads.getFirst())
          .contains("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhl");
    }
  }

  /** The routee ends first and is slow; what its caller sends until it ends as well is not lost. */
  @Test
  void aWebSocketsLastBytesReachARouteeThatReadsLate() throws Exception {
    String last = "x".repeat(20_000_000);
    var mayRead = new CountDownLatch(1);
    var heard = new CompletableFuture<String>();
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  bytes(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: upgrade\r\n\r\nbye"));
              socket.shutdownOutput();
              BrokerFixture.await(mayRead);
              heard.complete(new String(in.readAllBytes(), ISO_8859_1));
              return false;
            });
        RawCaller caller = mesh.caller()) {
      assertThat(caller.send(GET + WEBSOCKET).read().status()).isEqualTo(101);
      assertThat(caller.take("bye".length())).isEqualTo("bye");
      assertThat(caller.closed()).isTrue();
      Thread.ofVirtual().start(mayRead::countDown);
      caller.send(last);
      caller.socket.shutdownOutput();
      assertThat(heard.get(10, TimeUnit.SECONDS)).hasSize(last.length());
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void closesAWebSocketWhoseRouteeDies() throws Exception {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  bytes(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          + "Connection: upgrade\r\n\r\n"));
              in.transferTo(out);
              return false;
            });
        RawCaller caller = mesh.caller()) {
      assertThat(caller.send(GET + WEBSOCKET).read().status()).isEqualTo(101);
      routee.close();
      assertThatThrownBy(caller::closed).isInstanceOf(IOException.class); // reset, not ended
    }
  }

  @Test
  void makesNoTunnelOfAnOrdinaryAnswer() throws Exception {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(RawRoutee.answer(200, "plain"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(GET + WEBSOCKET + GET + "\r\n");
      assertThat(caller.read().body()).isEqualTo("plain");
      assertThat(caller.read().body()).isEqualTo("plain");
      assertThat(routee.received()).isEqualTo(2);
      assertThat(routee.heads.get(1)).doesNotContain("Upgrade");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1~Host: orders~Connection: upgrade~Upgrade: websocket~Sec-WebSocket-Version:"
            + " 13~Sec-WebSocket-Key: a~Content-Length: 0~~",
        "GET / HTTP/1.1~Host: orders~Upgrade: websocket~Sec-WebSocket-Version:"
            + " 13~Sec-WebSocket-Key: a~~",
        "GET / HTTP/1.0~Host: orders~Connection: upgrade~Upgrade: websocket~Sec-WebSocket-Version:"
            + " 13~Sec-WebSocket-Key: a~~",
        "GET / HTTP/1.1~Host: orders~Connection: upgrade~Upgrade: h2c~HTTP2-Settings: AAMA~~"
      })
  void leavesOtherUpgradesOutOfTheRequest(String request) throws IOException {
    try (RawRoutee routee = RawRoutee.answering("plain");
        RawCaller caller = mesh.caller()) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
      assertThat(caller.send(request.replace("~", "\r\n")).read().body()).isEqualTo("plain");
      assertThat(routee.heads.getFirst().toLowerCase(Locale.ROOT))
          .doesNotContain("\r\nupgrade:", "\r\nconnection:", "http2-settings");
    }
  }
}
