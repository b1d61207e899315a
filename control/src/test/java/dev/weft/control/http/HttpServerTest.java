package dev.weft.control.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {
  private static final int LARGE_BYTES = 20 << 20;

  private final FakeClock clock = new FakeClock();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicReference<String> threads = new AtomicReference<>("");
  private HttpServer server;

  /** Answers with the body that was sent, or as the path says. */
  private final class Echo implements Handler {
    @Override
    public void handle(Exchange exchange) {
      AnswerHead ok = AnswerHead.of(200).with("Content-Type", "text/plain").build();
      switch (exchange.path()) {
        case "/wait" -> {
          awaitGate();
          exchange.send(ok, "waited".getBytes(US_ASCII));
        }
        case "/large" ->
            exchange.stream(
                ok,
                out -> {
                  byte[] block = new byte[100_000];
                  for (int left = LARGE_BYTES; left > 0; left -= block.length) {
                    out.write(block, 0, Math.min(left, block.length));
                  }
                });
        case "/half" ->
            exchange.stream(
                ok,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IllegalStateException("the rest cannot be read");
                });
        case "/fail" -> throw new IllegalStateException("a bug");
        case "/mute" -> {}
        case "/quick" -> {
          threads.set(Thread.currentThread().getName());
          exchange.send(ok, new byte[] {'q'});
        }
        default ->
            exchange.send(
                ok, (exchange.method() + new String(exchange.body(), US_ASCII)).getBytes(US_ASCII));
      }
    }

    private void awaitGate() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean isQuick(String method, String path) {
      return path.equals("/quick");
    }

    @Override
    public byte[] refusal(int code, String why) {
      return (code + " " + why).getBytes(US_ASCII);
    }

    @Override
    public byte[] failure(Throwable error) {
      return ("failed: " + error.getMessage()).getBytes(US_ASCII);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, new Echo(), clock);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.close();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(get("/wait") + post("/", "two") + get("/quick") + post("/", "four"));
      gate.countDown();
      assertThat(client.readAnswer()).endsWith("waited");
      assertThat(client.readAnswer()).endsWith("POSTtwo");
      assertThat(client.readAnswer()).endsWith("q");
      assertThat(client.readAnswer()).endsWith("POSTfour");
    }
  }

  @Test
  void servesThousandsOfPipelinedQuickRequests() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(get("/quick").repeat(5_000));
      for (int i = 0; i < 5_000; i++) {
        assertThat(client.readAnswer()).endsWith("q");
      }
    }
    assertThat(threads.get()).startsWith("weft-control");
  }

  @Test
  void keepsAConnectionUnlessToldOtherwise() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(get("/"));
      assertThat(client.readAnswer()).doesNotContain("Connection:");
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readToEnd()).contains("Connection: close").endsWith("GET");
    }
  }

  @Test
  void speaksHttp10() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.readToEnd()).contains("Content-Length: 3").endsWith("GET");
    }
    try (var client = new RawClient(server.port())) {
      client.send("GET /large HTTP/1.0\r\n\r\n");
      String answer = client.readToEnd();
      assertThat(answer).doesNotContain("chunked");
      assertThat(answer.length() - answer.indexOf("\r\n\r\n") - 4).isEqualTo(LARGE_BYTES);
    }
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/quick"));
      String both = client.readAnswerHead() + client.readAnswer();
      assertThat(both).contains("Content-Length: 4").endsWith("q").doesNotContain("HEAD");
    }
  }

  @Test
  void asksForTheBodyOfAClientThatWaits() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.readAnswer()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("hello");
      assertThat(client.readAnswer()).endsWith("POSThello");
    }
  }

  @Test
  void refusesALargeBodyBeforeAskingForIt() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
    }
  }

  @Test
  void streamsAtTheClientsPaceToTheEnd() throws IOException {
    try (var client = new RawClient(server.port(), 4096)) {
      client.send(get("/large") + get("/quick"));
      client.readAnswerHead();
      long body = 0;
      while (true) { // chunk by chunk
        String size = client.readLine();
        int length = Integer.parseInt(size, 16);
        body += length;
        client.in().skipNBytes(length + 2L);
        if (length == 0) {
          break;
        }
      }
      assertThat(body).isEqualTo(LARGE_BYTES);
      assertThat(client.readAnswer()).endsWith("q");
    }
  }

  @Test
  void cutsOffAClientThatDoesNotRead() throws IOException {
    try (var client = new RawClient(server.port(), 4096)) {
      client.send(get("/large"));
      client.readAnswerHead();
      var seconds = new AtomicInteger();
      Eventually.so(
          "cut off, once its buffers are full",
          () -> {
            clock.advance(Duration.ofSeconds(1));
            seconds.incrementAndGet();
            return server.connections() == 0;
          });
      assertThat(seconds).hasValueGreaterThanOrEqualTo(30);
    }
  }

  @Test
  void breaksOffAnAnswerThatFailsInTheMiddle() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(get("/half"));
      assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void answers500WhereAHandlerFailsOrSaysNothing() throws IOException {
    try (var client = new RawClient(server.port())) {
      client.send(get("/fail") + get("/mute") + get("/quick"));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 500 ").endsWith("failed: a bug");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 500 ").contains("no answer");
      assertThat(client.readAnswer()).endsWith("q");
    }
  }

  @Test
  void closesAConnectionWhoseHeadOrBodyDoesNotCome() throws IOException {
    try (var slowHead = new RawClient(server.port());
        var slowBody = new RawClient(server.port());
        var neighbour = new RawClient(server.port())) {
      slowHead.send("GET / HTTP/1.1\r\nHost");
      slowBody.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
      int seconds = 0;
      do { // the time counts from when their bytes were read, which is theirs to say
        clock.advance(Duration.ofSeconds(1));
        seconds++;
        neighbour.send(get("/quick"));
        assertThat(neighbour.readAnswer()).endsWith("q");
      } while (slowHead.in().available() == 0 || slowBody.in().available() == 0);
      assertThat(seconds).isGreaterThanOrEqualTo(10);
      assertThat(slowHead.readToEnd()).startsWith("HTTP/1.1 408 ");
      assertThat(slowBody.readToEnd()).startsWith("HTTP/1.1 408 ");
      neighbour.send(get("/quick"));
      assertThat(neighbour.readAnswer()).endsWith("q");
    }
  }

  private void awaitConnections(int count) {
    Eventually.so(count + " connections", () -> server.connections() == count);
  }

  @Test
  void letsARunningRequestFinishWhenItCloses() throws Exception {
    try (var client = new RawClient(server.port());
        var idle = new RawClient(server.port())) {
      client.send(get("/wait"));
      awaitConnections(2);
      var closing = Thread.ofVirtual().start(server::close);
      assertThat(idle.readToEnd()).isEmpty();
      gate.countDown();
      assertThat(client.readToEnd()).endsWith("waited");
      client.close();
      closing.join();
    }
  }
}
