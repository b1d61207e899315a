package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers and calls that break off: each side learns how, in its protocol's words. */
class CutAnswerTest {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;
  private static final int CANCEL = 8;
  private static final String LONG = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n";
  private static final String ENDLESS = "HTTP/1.1 200 OK\r\n\r\n";

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void orders(int port, Protocol protocol) {
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", port, Verdict.State.PASSING, 100, protocol)
            .eject(MeshFixture.NEVER_EJECT)
            .build());
  }

  private static void half(OutputStream out, String head) throws IOException {
    out.write((head + "half").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private RawCaller asking() throws IOException {
    return mesh.caller().send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
  }

  /** Reads what came before the cut, so that the routee cuts only when the caller has it. */
  private static void takeHalf(RawCaller caller) throws IOException {
    var read = new StringBuilder();
    while (!read.toString().endsWith("half")) {
      read.append(caller.take(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LONG, CHUNKED, ENDLESS})
  void resetsTheCallerOfARouteeThatResets(String head) throws IOException {
    var read = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((request, in, out, socket) -> {
              half(out, head);
              BrokerFixture.await(read);
              socket.setSoLinger(true, 0);
              return false;
            });
        RawCaller caller = asking()) {
      takeHalf(caller);
      read.countDown();
      assertThatThrownBy(() -> caller.socket.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void closesOnTheCallerOfARouteeThatClosesTooEarly() throws IOException {
    try (RawRoutee routee =
            mesh.orders((request, in, out, socket) -> {
              half(out, LONG);
              return false;
            });
        RawCaller caller = asking()) {
      takeHalf(caller);
      assertThat(caller.closed()).isTrue();
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,2", "1,2", "2,2", "7,2", "8,8", "11,11"})
  void tellsAnHttp2CallerWhichResetItWas(int error, int seen) throws IOException {
    try (var routee =
            Http2RawRoutee.answering((wire, stream, fields) ->
                wire.headers(stream, false, ":status: 200")
                    .data(stream, false, "half")
                    .reset(stream, error));
        Http2Wire caller = Http2Wire.caller(mesh.broker.port())) {
      orders(routee.port(), Protocol.H2C);
      assertThat(caller.get(1, "orders").message(1).reset()).isEqualTo(seen);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {NO_ERROR, INTERNAL_ERROR, CANCEL})
  void resetsAnHttp1CallerWhoseStreamWasReset(int error) throws IOException {
    var read = new CountDownLatch(1);
    try (var routee =
        Http2RawRoutee.answering((wire, stream, fields) -> {
          wire.headers(stream, false, ":status: 200").data(stream, false, "half");
          BrokerFixture.await(read);
          wire.reset(stream, error);
        })) {
      orders(routee.port(), Protocol.H2C);
      try (RawCaller caller = asking()) {
        takeHalf(caller);
        read.countDown();
        assertThatThrownBy(() -> caller.socket.getInputStream().readAllBytes())
            .isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  void cancelsTheCallOfACallerThatResetsWhileItWaits() throws IOException {
    var cancelled = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((request, in, out, socket) -> {
              if (in.read() < 0) {
                cancelled.countDown();
              }
              return false;
            });
        RawCaller caller = asking()) {
      BrokerFixture.until(() -> routee.received() == 1);
      caller.socket.setSoLinger(true, 0);
      caller.socket.close();
      BrokerFixture.until(() -> cancelled.getCount() == 0);
    }
  }

  @Test
  void cancelsTheStreamOfAnHttp1CallerThatResets() throws IOException {
    var asked = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    try (var routee =
        new Http2RawRoutee(wire -> {
          while (true) {
            Http2Wire.Frame frame = wire.read();
            if (frame.type() == Http2Wire.HEADERS) {
              asked.countDown();
            } else if (frame.type() == Http2Wire.RST_STREAM && frame.error() == CANCEL) {
              cancelled.countDown();
            }
          }
        })) {
      orders(routee.port(), Protocol.H2C);
      try (RawCaller caller = asking()) {
        BrokerFixture.await(asked);
        caller.socket.setSoLinger(true, 0);
      }
      BrokerFixture.until(() -> cancelled.getCount() == 0);
    }
  }
}
