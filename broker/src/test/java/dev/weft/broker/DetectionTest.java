package dev.weft.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routees of which nobody says what they speak: protocol {@code auto}. */
class DetectionTest {
  private static final TimeoutPolicy QUICK =
      new TimeoutPolicy(
          Duration.ofMillis(300), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ZERO);

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void orders(int port) {
    mesh.put(
        MeshFixture.service("orders")
            .eject(MeshFixture.NEVER_EJECT)
            .timeout(QUICK)
            .routee("orders-1", port, Verdict.State.PASSING, 100, Protocol.AUTO)
            .build());
  }

  /** Speaks HTTP/1.1 and does something of its own with the preface. */
  private static RawRoutee http1(int port, RawRoutee.Conduct withPreface) throws IOException {
    return new RawRoutee(
        port,
        (head, in, out, socket) -> {
          if (isPreface(head)) {
            return withPreface.serve(head, in, out, socket);
          }
          RawRoutee.skipBody(head, in);
          out.write(RawRoutee.answer(200, "one"));
          return true;
        });
  }

  private static final RawRoutee.Conduct REFUSES =
      (head, in, out, socket) -> {
        out.write(RawRoutee.answer(505, "what?"));
        return false;
      };

  /** No connection is kept, so that no call can meet one that was closed meanwhile. */
  private static boolean answersAndCloses(
      String head, InputStream in, OutputStream out, Socket socket) throws IOException {
    if (isPreface(head)) {
      return REFUSES.serve(head, in, out, socket);
    }
    out.write(
        "HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: 3\r\n\r\none".getBytes(UTF_8));
    return false;
  }

  private static final RawRoutee.Conduct CLOSES = (head, in, out, socket) -> false;
  private static final RawRoutee.Conduct RESETS =
      (head, in, out, socket) -> {
        socket.setSoLinger(true, 0);
        return false;
      };
  private static final RawRoutee.Conduct WAITS =
      (head, in, out, socket) -> {
        in.skipNBytes(Long.MAX_VALUE); // until the broker closes
        return false;
      };

  private static boolean isPreface(String head) {
    return head.startsWith("PRI ");
  }

  private static Http2RawRoutee.Conduct http2(List<List<String>> seen) {
    return wire ->
        Http2RawRoutee.eachRequest(
            wire,
            (to, stream, fields) -> {
              seen.add(fields);
              to.headers(stream, false, ":status: 200", "content-length: 3");
              to.data(stream, true, "two");
            });
  }

  private void assertPosted(String body) throws IOException {
    RawCaller.Answer answer = mesh.call("POST", "orders", "/");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(body);
  }

  @Test
  void whoAnswersThePrefaceWithSettingsIsCalledByHttp2() throws IOException {
    var seen = new CopyOnWriteArrayList<List<String>>();
    try (var routee = new Http2RawRoutee(http2(seen))) {
      orders(routee.port());
      for (int i = 0; i < 3; i++) {
        assertPosted("two");
      }
      assertThat(seen).hasSize(3);
      assertThat(routee.connections).as("the first is the one that is used").hasValue(1);
    }
  }

  @Test
  void whoRefusesThePrefaceIsCalledByHttp1AndAskedOnce() throws IOException {
    for (RawRoutee.Conduct withPreface : List.of(REFUSES, CLOSES, RESETS)) {
      try (var routee = http1(0, withPreface)) {
        orders(routee.port());
        for (int i = 0; i < 3; i++) {
          assertPosted("one");
        }
        assertThat(routee.heads).filteredOn(DetectionTest::isPreface).hasSize(1);
        assertThat(routee.heads).filteredOn(head -> head.startsWith("POST ")).hasSize(3);
        assertThat(routee.connections).as("the preface's, and a kept one").hasValue(2);
      }
    }
  }

  @Test
  void whoDoesNotAnswerThePrefaceIsCalledByHttp1() throws IOException {
    try (var routee = http1(0, WAITS)) {
      orders(routee.port());
      for (int i = 0; i < 3; i++) {
        assertPosted("one");
      }
      assertThat(routee.heads).filteredOn(DetectionTest::isPreface).hasSize(1);
      assertThat(routee.heads).filteredOn(head -> head.startsWith("POST ")).hasSize(3);
    }
  }

  @Test
  void callsThatComeMeanwhileWaitAndAreEachSentOnce() throws Exception {
    try (var routee = http1(0, REFUSES);
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      orders(routee.port());
      var calls = new ArrayList<Future<RawCaller.Answer>>();
      for (int i = 0; i < 50; i++) {
        String path = "/" + i;
        calls.add(callers.submit(() -> mesh.call("POST", "orders", path)));
      }
      for (Future<RawCaller.Answer> call : calls) {
        assertThat(call.get().body()).isEqualTo("one");
      }
      for (int i = 0; i < 50; i++) {
        String line = "POST /" + i + " ";
        assertThat(routee.heads).filteredOn(head -> head.startsWith(line)).hasSize(1);
      }
      assertThat(routee.heads).filteredOn(DetectionTest::isPreface).hasSize(1);
    }
  }

  @Test
  void whoCameBackSpeakingHttp1IsFoundOutWithoutALostCall() throws IOException {
    var seen = new CopyOnWriteArrayList<List<String>>();
    int port;
    try (var before = new Http2RawRoutee(http2(seen))) {
      port = before.port();
      orders(port);
      assertPosted("two");
    }
    for (RawRoutee.Conduct withPreface : List.of(REFUSES, CLOSES)) {
      awaitFree(port);
      try (var after = http1(port, withPreface)) {
        assertPosted("one");
        assertPosted("one");
        assertThat(after.heads).filteredOn(head -> head.startsWith("POST ")).hasSize(2);
      }
    }
  }

  @Test
  void whoCameBackSpeakingHttp2CostsOneCallWhichItHasNotSeen() throws IOException {
    int port;
    try (var before = new RawRoutee(DetectionTest::answersAndCloses)) {
      port = before.port();
      orders(port);
      assertPosted("one");
    }
    awaitFree(port);
    var seen = new CopyOnWriteArrayList<List<String>>();
    try (var after = new Http2RawRoutee(port, http2(seen))) {
      assertThat(mesh.call("POST", "orders", "/").status()).isEqualTo(502);
      assertThat(seen).isEmpty();
      assertPosted("two");
      assertPosted("two");
      assertThat(seen).hasSize(2);
    }
  }

  /** A port that was listened on is free a moment after its close. */
  private static void awaitFree(int port) {
    BrokerFixture.until(() -> {
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.isBound();
      } catch (IOException e) {
        return false;
      }
    });
  }

  @Test
  void whoIsNotThereIsRefusedAsEver() throws IOException {
    orders(RawRoutee.deadPort());
    RawCaller.Answer answer = mesh.call("POST", "orders", "/");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("proxy-status")).contains("connection_refused");
  }
}
