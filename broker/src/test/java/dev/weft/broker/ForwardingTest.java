package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForwardingTest {
  private static final int BIG = 50_000_000;

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void answersPipelinedRequestsInOrder() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(RawRoutee.answer(200, head.substring(4, 6)));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      var requests = new StringBuilder();
      for (int i = 0; i < 5; i++) {
        requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: orders\r\n\r\n");
      }
      caller.send(requests.toString());
      for (int i = 0; i < 5; i++) {
        assertThat(caller.read().body()).isEqualTo("/" + i);
      }
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void passesChunksAndTrailersAndDropsForbiddenOnes() throws IOException {
    String chunks = "5\r\nhello\r\n0\r\nX-In: 1\r\n\r\n";
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              byte[] body = in.readNBytes(chunks.length());
              out.write(RawRoutee.answer(200, ""));
              out.write(body);
              return false;
            });
        RawRoutee trailing =
            new RawRoutee((head, in, out, socket) -> {
              out.write(
                  ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\n\r\n")
                      .getBytes(StandardCharsets.ISO_8859_1));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      mesh.put(MeshFixture.service("trailing").routee("trailing-1", trailing.port()).build());
      assertThat(caller.send("GET / HTTP/1.1\r\nHost: trailing\r\n\r\n").read().body())
          .isEqualTo("abc|X-Sum: 1");
      caller.send(
          "POST / HTTP/1.1\r\nHost: orders\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\nX-In: 1\r\nHost: evil\r\n\r\n");
      // The routee waits for exactly these octets, so that its answer says they came.
      assertThat(caller.read().status()).isEqualTo(200);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              String body = head.startsWith("HEAD") ? "" : "orders";
              out.write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n" + body)
                      .getBytes(StandardCharsets.ISO_8859_1));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send("HEAD / HTTP/1.1\r\nHost: orders\r\n\r\nGET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      var head = caller.read(true);
      assertThat(head.header("content-length")).isEqualTo("6");
      assertThat(caller.read().body()).isEqualTo("orders");
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void waitsForTheRouteeToInviteABody() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              out.flush();
              RawRoutee.skipBody(head, in);
              out.write(RawRoutee.answer(200, "done"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send(
          "POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertThat(caller.read().status()).isEqualTo(100);
      assertThat(caller.send("body").read().body()).isEqualTo("done");
      assertThat(caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().status())
          .isEqualTo(100);
      assertThat(routee.connections).hasValue(1);
    }
  }

  @Test
  void passesABigBodyUpAsFastAsTheRouteeTakesIt() throws Exception {
    var started = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              started.countDown();
              BrokerFixture.await(go);
              in.skipNBytes(BIG);
              out.write(RawRoutee.answer(200, "done"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      var written = new AtomicLong();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  caller.send(
                      "PUT / HTTP/1.1\r\nHost: orders\r\nContent-Length: " + BIG + "\r\n\r\n");
                  byte[] part = new byte[100_000];
                  for (int i = 0; i < BIG / part.length; i++) {
                    caller.socket.getOutputStream().write(part);
                    written.addAndGet(part.length);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      started.await();
      long before = -1;
      while (written.get() != before) { // until the writer is held up
        before = written.get();
        writer.join(java.time.Duration.ofMillis(300));
      }
      assertThat(before).isLessThan(BIG / 2);
      go.countDown();
      assertThat(caller.read().body()).isEqualTo("done");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void passesABigAnswerDownAsFastAsTheCallerTakesIt() throws Exception {
    var written = new AtomicLong();
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  ("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
              byte[] part = new byte[100_000];
              for (int i = 0; i < BIG / part.length; i++) {
                out.write(part);
                written.addAndGet(part.length);
              }
              return true;
            });
        RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      BrokerFixture.until(() -> written.get() > 0);
      long before = -1;
      while (written.get() != before) {
        before = written.get();
        assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(before).isLessThan(BIG / 2);
      assertThat(caller.read().body()).hasSize(BIG);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void breaksOffAnAnswerThatTheRouteeBrokeOff() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                      .getBytes(StandardCharsets.US_ASCII));
              return false;
            });
        RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      assertThatThrownBy(caller::read).isInstanceOf(IOException.class);
      BrokerFixture.until(() -> mesh.broker.stats().failures() == 1);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void framesAnAnswerThatEndsByClosingAnew() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write("HTTP/1.0 200 OK\r\n\r\nold".getBytes(StandardCharsets.US_ASCII));
              return false;
            });
        RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      var answer = caller.read();
      assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(answer.body()).isEqualTo("old");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void sendsAnOldCallerNoChunks() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      var answer = caller.send("GET / HTTP/1.0\r\nHost: orders\r\n\r\n").read();
      assertThat(answer.header("transfer-encoding")).isEmpty();
      assertThat(answer.body()).isEqualTo("abc");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void givesUpTheTryWhenTheCallerResets() throws Exception {
    var gone = new CountDownLatch(1);
    var there = new CountDownLatch(1);
    try (RawRoutee routee =
        mesh.orders((head, in, out, socket) -> {
          there.countDown();
          if (readEnd(in)) {
            gone.countDown();
          }
          return false;
        })) {
      RawCaller caller = mesh.caller();
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      there.await();
      caller.socket.setSoLinger(
          true, 0); // a plain close looks like half of one: it gets its answer
      caller.close();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void passesOnAnAnswerThatComesBeforeTheBody() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(RawRoutee.answer(413, "too big"));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      var answer =
          caller.send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 99\r\n\r\nab").read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.closed()).isTrue();
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void finishesWhatIsUnderWayWhenDraining() throws Exception {
    var there = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              there.countDown();
              BrokerFixture.await(go);
              out.write(RawRoutee.answer(200, "late"));
              return true;
            });
        RawCaller caller = mesh.caller();
        RawCaller idle = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      there.await();
      Thread drain =
          Thread.ofVirtual().start(() -> mesh.broker.drain(java.time.Duration.ofSeconds(20)));
      BrokerFixture.until(mesh.broker::draining);
      assertThat(idle.closed()).isTrue();
      go.countDown();
      var answer = caller.read();
      assertThat(answer.body()).isEqualTo("late");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(drain.join(java.time.Duration.ofSeconds(10))).isTrue();
      assertThatThrownBy(mesh::caller).isInstanceOf(IOException.class);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  private static boolean readEnd(InputStream in) {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
