package dev.weft.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an HTTP/1 connection does besides passing one request and one answer. */
class Http1Test {
  private static final String GET = "GET / HTTP/1.1\r\nHost: orders\r\n";

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
  void answersACallerThatHasClosedItsHalf() throws Exception {
    var go = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              BrokerFixture.await(go);
              out.write(RawRoutee.answer(200, "late"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(GET + "\r\n" + GET + "\r\n");
      caller.socket.shutdownOutput();
      BrokerFixture.until(() -> routee.received() == 1);
      go.countDown();
      assertThat(caller.read().body()).isEqualTo("late");
      assertThat(caller.read().body()).isEqualTo("late");
      assertThat(caller.closed()).isTrue();
    }
  }

  @Test
  void answersACallerThatHasClosedItsHalfAndTakesItsTime() throws Exception {
    String much = "x".repeat(20_000_000);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(RawRoutee.answer(200, much));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(GET + "\r\n");
      caller.socket.shutdownOutput();
      assertThat(caller.answered()).isTrue();
      BrokerFixture.until(() -> routee.received() == 1);
      for (int i = 0; i < 20; i++) {
        LockSupport.parkNanos(5_000_000);
      }
      assertThat(caller.read().body()).hasSize(much.length());
      assertThat(caller.closed()).isTrue();
    }
  }

  @Test
  void givesUpARequestWhoseCallerClosesInTheMiddle() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              assertThat(in.readAllBytes()).hasSize(2);
              return false;
            });
        RawCaller caller = mesh.caller()) {
      caller.send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 5\r\n\r\nab");
      BrokerFixture.until(() -> routee.received() == 1);
      caller.socket.shutdownOutput();
      assertThat(caller.closed()).isTrue();
    }
  }

  @Test
  void passesEveryInterimAnswerOn() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(bytes("HTTP/1.1 102 Processing\r\n\r\n"));
              out.write(bytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: x\r\n\r\n"));
              out.write(bytes("HTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\n"));
              out.write(bytes("HTTP/1.1 200 Fine\r\nContent-Length: 4\r\n\r\n"));
              out.write(bytes(head.startsWith("HEAD") ? "" : "done"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(GET + "\r\nHEAD / HTTP/1.1\r\nHost: orders\r\n\r\n" + GET + "\r\n");
      for (int i = 0; i < 3; i++) {
        assertThat(caller.read().status()).isEqualTo(102);
        var hints = caller.read();
        assertThat(hints.header("link")).isEqualTo("</a>");
        assertThat(hints.header("connection")).isEmpty();
        assertThat(caller.read().header("link")).isEqualTo("</b>");
        var answer = caller.read(i == 1);
        assertThat(answer.head()).startsWith("HTTP/1.1 200 Fine\r\n");
        assertThat(answer.body()).isEqualTo(i == 1 ? "" : "done");
      }
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void sendsNoInterimAnswerToAnOldCaller() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(bytes("HTTP/1.1 103 Early Hints\r\n\r\n"));
              out.write(RawRoutee.answer(200, "done"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.0\r\nHost: orders\r\nConnection: Keep-Alive\r\n\r\n");
      var answer = caller.read();
      assertThat(answer.body()).isEqualTo("done");
      assertThat(answer.header("connection")).isEqualTo("keep-alive");
      caller.send("GET / HTTP/1.0\r\nHost: orders\r\n\r\n");
      assertThat(caller.read().header("connection")).isEqualTo("close");
      assertThat(caller.closed()).isTrue();
      assertThat(routee.received()).isEqualTo(2);
    }
  }

  @Test
  void dropsWhatConnectionNamesInBothDirections() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  bytes(
                      "HTTP/1.1 200 OK\r\n"
                          + "Connection: x-bar\r\n"
                          + "X-Bar: 1\r\n"
                          + "Keep-Alive: timeout=5\r\n"
                          + "X-Kept: 1\r\n"
                          + "X_Also: 1\r\n"
                          + "Content-Length: 0\r\n\r\n"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(
          GET
              + "Connection: x-foo, keep-alive\r\nX-Foo: 1\r\nTE: gzip, trailers\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMA\r\nX_Forwarded_For: 1.2.3.4\r\n\r\n");
      var answer = caller.read();
      assertThat(answer.header("x-kept")).isEqualTo("1");
      assertThat(answer.header("x-bar")).isEmpty();
      assertThat(answer.header("keep-alive")).isEmpty();
      assertThat(routee.heads.getFirst().toLowerCase(Locale.ROOT))
          .contains("\r\nconnection: te\r\n", "\r\nte: trailers\r\n", "\r\nx-forwarded-for: 127")
          .doesNotContain("x-foo", "upgrade", "http2-settings", "x_forwarded");
    }
  }

  @Test
  void neverReusesAConnectionThatSaidMoreThanItsAnswer() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  bytes(
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                          + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      for (int i = 0; i < 10; i++) {
        assertThat(caller.send(GET + "\r\n").read().body()).isEqualTo("ok");
      }
      assertThat(routee.connections).hasValue(10);
    }
  }

  @Test
  void keepsRequestsInStepAfterABodyAndStrayBytes() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              RawRoutee.skipBody(head, in);
              out.write(RawRoutee.answer(200, head.substring(0, 6)));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(
          "GET /1 HTTP/1.1\r\n"
              + "Host: orders\r\n"
              + "Content-Length: 3\r\n\r\n"
              + "abcGET /2 HTTP/1.1\r\n"
              + "Host: orders\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 1\r\n\r\n"
              + "xGET /3 HTTP/1.1\r\n"
              + "Host: orders\r\n"
              + "Content-Length: 0\r\n\r\n"
              + "\0GET /4 HTTP/1.1\r\n"
              + "Host: orders\r\n\r\n");
      assertThat(caller.read().body()).isEqualTo("GET /1");
      assertThat(caller.read().body()).isEqualTo("GET /2");
      assertThat(caller.read().body()).isEqualTo("GET /3");
      assertThat(caller.read().status()).isEqualTo(400);
      assertThat(caller.closed()).isTrue();
      assertThat(routee.received()).isEqualTo(3);
    }
  }

  @Test
  void answersARequestWhoseUploadNobodyReads() throws Exception {
    int size = 200_000_000;
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(RawRoutee.answer(413, "too big"));
              return false; // and so resets, as all of the body is unread
            });
        RawCaller caller = mesh.caller()) {
      caller.send("PUT / HTTP/1.1\r\nHost: orders\r\nContent-Length: " + size + "\r\n\r\n");
      byte[] part = new byte[1_000_000];
      for (int sent = 0; sent < size; sent += part.length) {
        caller.socket.getOutputStream().write(part); // all of it, before it reads
      }
      assertThat(caller.read().body()).isEqualTo("too big");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void passesManySmallChunksOn() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
              for (int i = 0; i < 5_000; i++) {
                out.write(bytes("1;x=y\r\n" + i % 10 + "\r\n"));
              }
              out.write(bytes("0\r\nX-Sum: 1\r\n\r\n"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      for (int i = 0; i < 3; i++) {
        assertThat(caller.send(GET + "\r\n").read().body())
            .isEqualTo("0123456789".repeat(500) + "|X-Sum: 1");
      }
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void cutsAnAnswerWhoseChunksAreMalformed() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  bytes(
                      "HTTP/1.1 200 OK\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n"
                          + "2\r\n"
                          + "okX\r\n"
                          + "0\r\n\r\n"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(GET + "\r\n");
      assertThatThrownBy(caller::read).isInstanceOf(IOException.class);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void looksWholeToAnOldCallerOnlyIfItIs() throws IOException {
    try (RawRoutee routee =
        mesh.orders((head, in, out, socket) -> {
          out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"));
          return false;
        })) {
      try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), mesh.broker.port())) {
        caller.getOutputStream().write(bytes("GET / HTTP/1.0\r\nHost: orders\r\n\r\n"));
        assertThatThrownBy(() -> caller.getInputStream().readAllBytes())
            .isInstanceOf(IOException.class);
      }
      assertThat(routee.received()).isEqualTo(1);
    }
  }
}
