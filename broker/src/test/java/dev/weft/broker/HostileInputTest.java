package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
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
  @CsvSource({
    "400, POST / HTTP/1.1~Host: orders~Content-Length: 3~Transfer-Encoding: chunked~~0~~",
    "400, POST / HTTP/1.1~Host: orders~Transfer-Encoding: chunked~Content-Length: 3~~0~~",
    "400, POST / HTTP/1.1~Host: orders~Content-Length: 3~Content-Length: 4~~abc",
    "400, POST / HTTP/1.1~Host: orders~Content-Length: +3~~abc",
    "400, POST / HTTP/1.1~Host: orders~Content-Length: -1~~",
    "400, POST / HTTP/1.1~Host: orders~Transfer-Encoding: gzip~~",
    "400, POST / HTTP/1.1~Host: orders~Transfer-Encoding: xchunked~~",
    "400, POST / HTTP/1.1~Host: orders~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
    "400, POST / HTTP/1.0~Host: orders~Transfer-Encoding: chunked~~0~~",
    "400, GET / HTTP/1.1~Host: orders~Host: orders~~",
    "400, GET / HTTP/1.1~~",
    "400, GET / HTTP/1.1~Host: a@orders~~",
    "400, GET / HTTP/1.1~Host: orders/x~~",
    "400, GET http://orders/ HTTP/1.1~Host: payments~~",
    "400, GET https://orders/ HTTP/1.1~Host: orders~~",
    "400, GET admin HTTP/1.1~Host: orders~~",
    "400, GET * HTTP/1.1~Host: orders~~",
    "400, GET /a%00 HTTP/1.1~Host: orders~~",
    "400, GET / HTTP/1.1~Host: orders~No colon~~",
    "400, GET / HTTP/1.1~ Folded: first~Host: orders~~",
    "405, TRACE / HTTP/1.1~Host: orders~~",
    "405, CONNECT orders:80 HTTP/1.1~Host: orders:80~~",
    "505, PRI * HTTP/2.0~~MS~~~~~~",
    "505, GET / HTTP/9.9~Host: orders~~"
  })
  void refusesAndClosesWithoutTellingARoutee(int status, String request) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      var answer = caller.send(request.replace("~", "\r\n")).read();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.closed()).isTrue();
    }
    assertThat(orders.received()).isZero();
  }

  @Test
  void refusesTooLongLinesAndHeaders() throws IOException {
    try (RawCaller caller = mesh.caller()) {
      String path = "/" + "a".repeat(8_000);
      assertThat(caller.send("GET " + path + " HTTP/1.1\r\nHost: orders\r\n\r\n").read().status())
          .isEqualTo(200);
    }
    try (RawCaller caller = mesh.caller()) {
      String path = "/" + "a".repeat(20_000);
      assertThat(caller.send("GET " + path + " HTTP/1.1\r\nHost: orders\r\n\r\n").read().status())
          .isEqualTo(414);
    }
    try (RawCaller caller = mesh.caller()) {
      String header = "X-Big: " + "a".repeat(70_000) + "\r\n";
      assertThat(
              caller.send("GET / HTTP/1.1\r\nHost: orders\r\n" + header + "\r\n").read().status())
          .isEqualTo(431);
    }
  }

  @Test
  void refusesAMalformedChunkAndDropsTheTry() throws IOException {
    try (RawCaller caller = mesh.caller()) {
      caller.send(
          "POST / HTTP/1.1\r\nHost: orders\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nabcde");
      assertThat(caller.read().status()).isEqualTo(400);
      assertThat(caller.closed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n"
      })
  void refusesAMalformedAnswerAsABadGateway(String malformed) throws IOException {
    try (RawRoutee broken =
        new RawRoutee((head, in, out, socket) -> {
          out.write(malformed.getBytes(StandardCharsets.US_ASCII));
          return true;
        })) {
      mesh.put(
          MeshFixture.service("broken")
              .routee("broken-1", broken.port())
              .eject(MeshFixture.NEVER_EJECT)
              .build());
      var answer = mesh.get("broken");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("proxy-status")).contains("error=http_protocol_error");
    }
  }
}
