package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Http2Wire.Message;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2RouteeTest {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;
  private static final int REFUSED_STREAM = 7;
  private static final int CANCEL = 8;
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int ENABLE_CONNECT_PROTOCOL = 8;

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void orders(Http2RawRoutee... routees) {
    var service = MeshFixture.service("orders").roundRobin().eject(MeshFixture.NEVER_EJECT);
    for (int i = 0; i < routees.length; i++) {
      service.routee("orders-" + i, routees[i].port(), Verdict.State.PASSING, 100, Protocol.H2C);
    }
    mesh.put(service.build());
  }

  private Http2Wire caller() throws IOException {
    return Http2Wire.caller(mesh.broker.port());
  }

  private static void hello(Http2Wire wire, int stream) throws IOException {
    wire.headers(stream, false, ":status: 200", "content-length: 5");
    wire.data(stream, true, "hello");
  }

  @Test
  void passesAnHttp1CallToAnHttp2Routee() throws IOException {
    var seen = new CopyOnWriteArrayList<List<String>>();
    try (var routee =
        Http2RawRoutee.answering((wire, stream, fields) -> {
          seen.add(fields);
          hello(wire, stream);
        })) {
      orders(routee);
      assertThat(mesh.get("orders").body()).isEqualTo("hello");
      assertThat(seen.getFirst())
          .startsWith(
              ":method: GET", ":scheme: http", ":authority: orders", ":path: /", "te: trailers")
          .contains("via: 1.1 weft")
          .noneMatch(field -> field.startsWith("host") || field.startsWith("connection"));
    }
  }

  @Test
  void sendsCallsAtOnceOnOneConnection() throws IOException {
    var held = new CopyOnWriteArrayList<Integer>();
    try (var routee =
            Http2RawRoutee.answering((wire, stream, fields) -> {
              held.add(stream);
              if (held.size() == 20) {
                for (int one : held) {
                  hello(wire, one);
                }
              }
            });
        Http2Wire caller = caller()) {
      orders(routee);
      for (int i = 0; i < 20; i++) {
        caller.get(2 * i + 1, "orders");
      }
      int ended = 0;
      while (ended < 20) {
        Http2Wire.Frame frame = caller.read();
        if (frame.type() == Http2Wire.HEADERS) {
          assertThat(caller.fields(frame)).contains(":status: 200");
        }
        ended += frame.ends() ? 1 : 0;
      }
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void opensAnotherConnectionWhenOneIsFull() throws IOException {
    var held = new AtomicInteger();
    var release = new CountDownLatch(1);
    try (var routee =
            new Http2RawRoutee(
                MAX_CONCURRENT_STREAMS,
                2,
                wire ->
                    Http2RawRoutee.eachRequest(
                        wire,
                        (to, stream, fields) -> {
                          held.incrementAndGet();
                          Thread.ofVirtual()
                              .start(() -> {
                                try {
                                  BrokerFixture.await(release);
                                  hello(to, stream);
                                } catch (IOException e) {
                                  throw new java.io.UncheckedIOException(e);
                                }
                              });
                        }));
        Http2Wire caller = caller()) {
      orders(routee);
      for (int i = 0; i < 6; i++) {
        caller.get(2 * i + 1, "orders");
      }
      BrokerFixture.until(() -> held.get() == 6);
      assertThat(routee.connections).hasValue(3);
      release.countDown();
      assertThat(caller.message(11).field(":status")).isEqualTo("200");
    }
  }

  @Test
  void triesARefusedStreamElsewhereWhateverItsMethod() throws IOException {
    var refused = new AtomicInteger();
    try (var refusing =
            Http2RawRoutee.answering((wire, stream, fields) -> {
              refused.incrementAndGet();
              wire.reset(stream, REFUSED_STREAM);
            });
        var other = Http2RawRoutee.answering((wire, stream, fields) -> hello(wire, stream))) {
      orders(refusing, other);
      for (int i = 0; i < 4; i++) {
        assertThat(mesh.call("POST", "orders", "/").body()).isEqualTo("hello");
      }
      assertThat(refused.get()).isPositive();
    }
  }

  @Test
  void triesElsewhereWhatGoAwayDisowns() throws IOException {
    try (var leaving =
            Http2RawRoutee.answering((wire, stream, fields) ->
                wire.send(
                    Http2Wire.GOAWAY,
                    0,
                    0,
                    ByteBuffer.allocate(8).putInt(stream - 1).putInt(NO_ERROR).array()));
        var other = Http2RawRoutee.answering((wire, stream, fields) -> hello(wire, stream))) {
      orders(leaving, other);
      for (int i = 0; i < 4; i++) {
        assertThat(mesh.call("POST", "orders", "/").body()).isEqualTo("hello");
      }
      assertThat(leaving.connections.get()).isPositive();
    }
  }

  @Test
  void passesOnAResetInTheMiddleOfAnAnswer() throws IOException {
    try (var routee =
            Http2RawRoutee.answering((wire, stream, fields) -> {
              wire.headers(stream, false, ":status: 200");
              wire.data(stream, false, "half");
              wire.reset(stream, INTERNAL_ERROR);
            });
        Http2Wire caller = caller()) {
      orders(routee);
      assertThat(caller.get(1, "orders").message(1).reset()).isEqualTo(INTERNAL_ERROR);
    }
  }

  @Test
  void cancelsTheStreamOfACallerThatLeft() throws IOException {
    var error = new AtomicInteger(-1);
    var asked = new CountDownLatch(1);
    try (var routee =
            new Http2RawRoutee(wire -> {
              while (true) {
                Http2Wire.Frame frame = wire.read();
                if (frame.type() == Http2Wire.HEADERS) {
                  asked.countDown();
                } else if (frame.type() == Http2Wire.RST_STREAM) {
                  error.set(frame.error());
                }
              }
            });
        Http2Wire caller = caller()) {
      orders(routee);
      caller.get(1, "orders");
      BrokerFixture.await(asked);
      caller.reset(1, CANCEL);
      BrokerFixture.until(() -> error.get() == CANCEL);
    }
  }

  @Test
  void streamsBothWaysAtOnceWithTrailers() throws IOException {
    try (var routee =
            new Http2RawRoutee(wire -> {
              while (true) {
                Http2Wire.Frame frame = wire.read();
                if (frame.type() == Http2Wire.HEADERS) {
                  wire.fields(frame);
                  wire.headers(
                      frame.stream(), false, ":status: 200", "content-type: application/grpc");
                } else if (frame.type() == Http2Wire.DATA && frame.payload().length > 0) {
                  wire.send(Http2Wire.DATA, 0, frame.stream(), frame.payload());
                }
                if (frame.ends()) {
                  wire.headers(frame.stream(), true, "grpc-status: 0");
                }
              }
            });
        Http2Wire caller = caller()) {
      orders(routee);
      caller.request(
          1, false, "POST", "orders", "/shop.Orders/Talk", "content-type: application/grpc");
      for (String word : List.of("one", "two", "three")) {
        caller.data(1, false, word);
        Http2Wire.Frame echo = caller.read(Http2Wire.DATA, 1);
        assertThat(new String(echo.payload(), StandardCharsets.UTF_8)).isEqualTo(word);
      }
      caller.data(1, true, "");
      Message rest = caller.message(1);
      assertThat(rest.field("grpc-status")).isEqualTo("0");
      assertThat(rest.reset()).isEqualTo(-1);
    }
  }

  @Test
  void endsAGrpcCallWhoseOwnTimeIsUp() throws IOException {
    var seen = new CopyOnWriteArrayList<String>();
    try (var routee = Http2RawRoutee.answering((wire, stream, fields) -> seen.addAll(fields));
        Http2Wire caller = caller()) {
      orders(routee);
      caller.request(
          1,
          true,
          "POST",
          "orders",
          "/shop.Orders/Wait",
          "content-type: application/grpc",
          "grpc-timeout: 50m");
      assertThat(caller.message(1).field("grpc-status")).isEqualTo("4");
      assertThat(seen)
          .as("what the routee is told: what is left of it")
          .anyMatch(field -> field.matches("grpc-timeout: [1-5]?\\dm"));
    }
  }

  @Test
  void refusesWithA502ARouteeThatDoesNotSpeakHttp2() throws IOException {
    try (RawRoutee http1 =
        new RawRoutee((head, in, out, socket) -> {
          out.write(RawRoutee.answer(400, "what is PRI?"));
          return false;
        })) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", http1.port(), Verdict.State.PASSING, 100, Protocol.GRPC)
              .build());
      assertThat(mesh.get("orders").status()).isEqualTo(502);
    }
  }

  @Test
  void carriesAWebSocketBetweenHttp1AndHttp2() throws IOException {
    try (var routee =
            new Http2RawRoutee(
                ENABLE_CONNECT_PROTOCOL,
                1,
                wire -> {
                  while (true) {
                    Http2Wire.Frame frame = wire.read();
                    if (frame.type() == Http2Wire.HEADERS) {
                      assertThat(wire.fields(frame))
                          .contains(":method: CONNECT", ":protocol: websocket", ":path: /chat");
                      wire.headers(frame.stream(), false, ":status: 200");
                    } else if (frame.type() == Http2Wire.DATA && frame.payload().length > 0) {
                      wire.send(Http2Wire.DATA, 0, frame.stream(), frame.payload());
                    }
                  }
                });
        RawCaller caller = mesh.caller()) {
      orders(routee);
      caller.send(
          "GET /chat HTTP/1.1\r\nHost: orders\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      RawCaller.Answer answer = caller.read();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      caller.send("frames");
      assertThat(caller.socket.getInputStream().readNBytes(6))
          .isEqualTo("frames".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void carriesAWebSocketFromHttp2ToHttp1() throws IOException {
    try (RawRoutee routee =
            new RawRoutee((head, in, out, socket) -> {
              out.write(
                  ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                          + "Upgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
              out.flush();
              out.write(in.readNBytes(6));
              return true;
            });
        Http2Wire caller = caller()) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
      caller.headers(
          1,
          false,
          ":method: CONNECT",
          ":protocol: websocket",
          ":scheme: http",
          ":authority: orders",
          ":path: /chat",
          "sec-websocket-version: 13");
      Http2Wire.Frame answer = caller.read(Http2Wire.HEADERS, 1);
      assertThat(caller.fields(answer))
          .contains(":status: 200")
          .noneMatch(field -> field.startsWith("sec-websocket-accept"));
      caller.data(1, false, "frames");
      assertThat(caller.read(Http2Wire.DATA, 1).payload())
          .isEqualTo("frames".getBytes(StandardCharsets.US_ASCII));
      assertThat(routee.heads.getFirst())
          .startsWith("GET /chat HTTP/1.1\r\n")
          .contains("Upgrade: websocket", "Sec-WebSocket-Key: ");
    }
  }
}
