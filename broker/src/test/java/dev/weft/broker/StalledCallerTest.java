package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import dev.weft.testkit.FakeClock;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows 31 to 33: callers that send too little, too slowly, or do not read. What they can make the
 * broker hold is bounded, and they are gone when their time is over.
 */
class StalledCallerTest {
  private static final int ANSWER_BYTES = 20_000;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final FakeClock clock = new FakeClock();
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private static RawRoutee large() throws IOException {
    return RawRoutee.answering("x".repeat(ANSWER_BYTES));
  }

  private void orders(RawRoutee routee) {
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", routee.port())
            .eject(MeshFixture.NEVER_EJECT)
            .build());
  }

  private Socket narrow(int port) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(1_200); // the broker looks at such connections every half second
    return socket;
  }

  /** Lets a second and more of real time pass in which the broker must do nothing. */
  private static boolean quiet(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  /** Whether the broker has closed: seen by writing, as reading would let it go on. */
  private static boolean closed(Socket caller) {
    try {
      caller.getOutputStream().write('G');
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000, 60_000})
  void doesNotFetchAnswersThatNobodyReads(int answerBytes) throws IOException {
    int calls = 60_000_000 / answerBytes;
    var asked = new AtomicInteger();
    try (var routee =
            new RawRoutee((head, in, out, socket) -> {
              asked.incrementAndGet();
              out.write(RawRoutee.answer(200, "x".repeat(answerBytes)));
              return true;
            });
        Socket caller = narrow(mesh.broker.port())) {
      orders(routee);
      caller
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: orders\r\n\r\n"
                  .repeat(calls)
                  .getBytes(StandardCharsets.US_ASCII));
      // The kernel takes some megabytes for a caller; all answers would be 60 MB.
      assertThat(BrokerFixture.untilStill(asked::get) * answerBytes).isLessThan(16L << 20);
      assertThat(mesh.get("orders").status()).as("a neighbour").isEqualTo(200);
      clock.advance(Duration.ofSeconds(61));
      BrokerFixture.until(() -> closed(caller));
      BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 0);
    }
  }

  @Test
  void doesNotHeapUpItsOwnAnswersForWhoeverReadsNone() throws IOException {
    try (Socket caller = narrow(mesh.broker.port())) {
      byte[] thousand =
          "GET / HTTP/1.1\r\nHost: nobody\r\n\r\n"
              .repeat(1_000)
              .getBytes(StandardCharsets.US_ASCII);
      var sent = new AtomicInteger();
      long before = PlatformDependent.usedDirectMemory();
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (sent.incrementAndGet() < 1_000) {
                caller.getOutputStream().write(thousand);
              }
            } catch (IOException e) {
              // closed at the end, while it still waited
            }
          });
      assertThat(BrokerFixture.untilStill(sent::get))
          .as("thousands that were taken")
          .isLessThan(400);
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(16L << 20);
      clock.advance(Duration.ofSeconds(61));
      BrokerFixture.until(() -> closed(caller));
    }
  }

  @Test
  void resumesAPipelineWhenItsCallerReadsAgain() throws IOException {
    var asked = new AtomicInteger();
    try (var routee =
            new RawRoutee((head, in, out, socket) -> {
              String path = head.split(" ", 3)[1];
              asked.incrementAndGet();
              out.write(RawRoutee.answer(200, path + "y".repeat(ANSWER_BYTES)));
              return true;
            });
        RawCaller caller = mesh.caller()) {
      orders(routee);
      var all = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: orders\r\n\r\n");
      }
      caller.send(all.toString());
      assertThat(BrokerFixture.untilStill(asked::get)).isLessThan(400);
      for (int i = 0; i < 400; i++) {
        assertThat(caller.read().body()).startsWith("/" + i + "y");
      }
    }
  }

  @Test
  void closesAnHttp2ConnectionWhoseAnswersNobodyTakes() throws IOException {
    try (RawRoutee routee = RawRoutee.answering("hello");
        Http2Wire caller = Http2Wire.caller(mesh.broker.port(), INITIAL_WINDOW_SIZE, 0)) {
      orders(routee);
      for (int i = 0; i < 20; i++) {
        caller.get(2 * i + 1, "orders");
      }
      BrokerFixture.until(() -> routee.received() == 20);
      int error = -1;
      caller.socket.setSoTimeout(1_200);
      for (int seconds = 0; seconds < 150 && error < 0; seconds += 30) {
        clock.advance(Duration.ofSeconds(30));
        error = untilSilent(caller);
      }
      assertThat(error).as("seen closed within 150 s").isZero();
    }
  }

  /** Reads what there is: 0 if the connection ended, −1 if not. */
  private static int untilSilent(Http2Wire caller) throws IOException {
    try {
      while (true) {
        caller.read();
      }
    } catch (SocketTimeoutException e) {
      return -1;
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  void closesATcpConnectionWhoseCallerDoesNotRead() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var open = new ArrayList<Socket>();
      var written = new AtomicInteger();
      Thread.ofVirtual()
          .start(() -> {
            try {
              Socket socket = server.accept();
              open.add(socket);
              while (true) {
                socket.getOutputStream().write(new byte[65_536]);
                written.incrementAndGet();
              }
            } catch (IOException e) {
              // closed by the broker, as it should be
            }
          });
      mesh.put(
          MeshFixture.service("inventory")
              .port(port, Protocol.TCP)
              .routee(
                  "inventory-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP)
              .build());
      try (Socket caller = narrow(port)) {
        assertThat(quiet(caller)).isTrue();
        BrokerFixture.until(() -> written.get() > 0);
        assertThat(BrokerFixture.untilStill(written::get))
            .as("blocks of 64 KiB until nothing moved")
            .isLessThan(500);
        clock.advance(Duration.ofSeconds(61));
        BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 0);
        clock.advance(Duration.ofSeconds(61));
        BrokerFixture.until(() -> closed(caller));
      } finally {
        for (Socket socket : open) {
          socket.close();
        }
      }
    }
  }

  @Test
  void preallocatesNothingForABodyThatIsOnlySaid() throws IOException {
    try (RawRoutee routee = large()) {
      orders(routee);
      long before = PlatformDependent.usedDirectMemory();
      var callers = new ArrayList<RawCaller>();
      for (int i = 0; i < 100; i++) {
        callers.add(
            mesh.caller()
                .send("POST / HTTP/1.1\r\nHost: orders\r\nContent-Length: 999999999\r\n\r\n"));
      }
      BrokerFixture.until(() -> routee.received() == 100);
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(32L << 20);
      clock.advance(Duration.ofSeconds(16));
      for (RawCaller caller : callers) {
        var answer = caller.read();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.header("proxy-status")).contains("error=http_request_error");
        assertThat(caller.closed()).isTrue();
        caller.close();
      }
      BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 0);
    }
  }

  @Test
  void givesAHeadTenSecondsHoweverItTrickles() throws IOException {
    try (RawRoutee routee = large();
        RawCaller caller = mesh.caller()) {
      orders(routee);
      caller.socket.setSoTimeout(100);
      String head = "GET / HTTP/1.1\r\nHost: orders\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
      for (int second = 0; second < 9; second++) {
        assertThat(caller.send(head.substring(4 * second, 4 * second + 4)).answered()).isFalse();
        clock.advance(Duration.ofSeconds(1));
      }
      caller.socket.setSoTimeout(1_200);
      assertThat(caller.answered()).as("after 9 s").isFalse();
      clock.advance(Duration.ofMillis(1_600));
      assertThat(caller.answered()).as("after 10.6 s").isTrue();
      assertThat(caller.read().status()).isEqualTo(408);
      assertThat(caller.closed()).isTrue();
      assertThat(routee.received()).isZero();
    }
  }

  @Test
  void givesTheNextHeadOfAConnectionTenSecondsToo() throws IOException {
    try (RawRoutee routee = RawRoutee.answering("ok");
        RawCaller caller = mesh.caller()) {
      orders(routee);
      assertThat(caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().status())
          .isEqualTo(200);
      clock.advance(Duration.ofSeconds(40));
      caller.send("\r\nG");
      caller.socket.setSoTimeout(1_200);
      assertThat(caller.answered()).isFalse();
      clock.advance(Duration.ofSeconds(9));
      assertThat(caller.answered()).as("after 9 s").isFalse();
      clock.advance(Duration.ofMillis(1_600));
      assertThat(caller.read().status()).isEqualTo(408);
      assertThat(routee.received()).isEqualTo(1);
    }
  }
}
