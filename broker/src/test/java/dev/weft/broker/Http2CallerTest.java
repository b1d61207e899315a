package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Http2Wire.Frame;
import dev.weft.broker.Http2Wire.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2CallerTest {
  private static final int PROTOCOL_ERROR = 1;
  private static final int INTERNAL_ERROR = 2;
  private static final int MAX_HEADER_LIST_SIZE = 6;

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private RawRoutee greeting() throws IOException {
    return mesh.orders((head, in, out, socket) -> {
      RawRoutee.skipBody(head, in);
      out.write(RawRoutee.answer(200, "hello"));
      return true;
    });
  }

  private Http2Wire caller() throws IOException {
    return Http2Wire.caller(mesh.broker.port());
  }

  @Test
  void passesCallsToAnHttp1RouteeAndItsAnswersBack() throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      caller.get(1, "orders", "x-one: 1", "cookie: a=1", "cookie: b=2", "te: trailers");
      Message answer = caller.message(1);
      assertThat(answer.field(":status")).isEqualTo("200");
      assertThat(answer.field("content-length")).isEqualTo("5");
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(routee.heads.getFirst())
          .startsWith("GET / HTTP/1.1\r\nHost: orders\r\n")
          .contains("x-one: 1", "Cookie: a=1; b=2");
    }
  }

  @Test
  void servesManyStreamsAtOnce() throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      for (int stream = 1; stream < 101; stream += 2) {
        caller.get(stream, "orders");
      }
      int ended = 0;
      while (ended < 50) {
        Frame frame = caller.read();
        if (frame.type() == Http2Wire.HEADERS) {
          assertThat(caller.fields(frame)).contains(":status: 200");
        }
        ended += frame.ends() ? 1 : 0;
      }
      assertThat(routee.received()).isEqualTo(50);
    }
  }

  @Test
  void passesABodyOfUnknownLengthAndTrailersBothWays() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              var body = new StringBuilder();
              while (!body.toString().endsWith("\r\n\r\n")) {
                body.append((char) in.read());
              }
              out.write(
                  ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + Integer.toHexString(body.length())
                          + "\r\n"
                          + body
                          + "\r\n0\r\nX-Sum: 7\r\nContent-Length: 3\r\n\r\n")
                      .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
              return true;
            });
        Http2Wire caller = caller()) {
      caller.request(1, false, "POST", "orders", "/");
      caller.data(1, false, "one").data(1, false, "two");
      caller.headers(1, true, "x-check: 9", "authorization: no");
      Message answer = caller.message(1);
      assertThat(routee.heads.getFirst()).contains("Transfer-Encoding: chunked");
      assertThat(answer.text()).contains("one").contains("two").contains("x-check: 9");
      assertThat(answer.text()).doesNotContain("authorization");
      assertThat(answer.sections().getLast()).containsExactly("x-sum: 7");
    }
  }

  @Test
  void passesOnEveryInterimAnswer() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              String hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
              out.write((hint + hint).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
              out.write(RawRoutee.answer(200, "hello"));
              return true;
            });
        Http2Wire caller = caller()) {
      caller.get(1, "orders");
      Message answer = caller.message(1);
      assertThat(answer.sections()).hasSize(3);
      assertThat(answer.sections().getFirst()).contains(":status: 103", "link: </a>");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void resetsTheStreamOfAnAnswerThatWasCutShort() throws IOException {
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                      .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
              return false;
            });
        Http2Wire caller = caller()) {
      caller.get(1, "orders");
      assertThat(caller.message(1).reset()).isEqualTo(INTERNAL_ERROR);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void holdsBackAnUploadThatItsRouteeDoesNotRead() throws Exception {
    var release = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              BrokerFixture.await(release);
              in.skipNBytes(Http2Upload.BYTES);
              out.write(RawRoutee.answer(200, "read"));
              return true;
            });
        Http2Wire caller = caller()) {
      caller.request(1, false, "POST", "orders", "/", "content-length: " + Http2Upload.BYTES);
      var upload = new Http2Upload(caller, 1);
      BrokerFixture.until(upload::stands);
      // What the sockets in between hold, and not all of it.
      assertThat(upload.sent()).isLessThan(Http2Upload.BYTES / 2);
      release.countDown();
      assertThat(upload.answered()).contains(":status: 200");
      assertThat(upload.sent()).isEqualTo(Http2Upload.BYTES);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection: close",
        "transfer-encoding: chunked",
        "te: gzip",
        "X-Upper: 1",
        "x-value: a\rb",
        "x-value: a\nb",
        "x-value: a\0b",
        "x-value:  a",
        ":status: 200",
        ":late: 1",
        "content-length: 5",
        "content-length: +0",
        "content-length: 0x0"
      })
  void resetsMalformedRequests(String field) throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      caller.get(1, "orders", field);
      assertThat(caller.message(1).reset()).isEqualTo(PROTOCOL_ERROR);
      assertThat(caller.get(3, "orders").message(3).text()).isEqualTo("hello");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-slash", ""})
  void resetsAPathThatIsNone(String path) throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      caller.request(1, true, "GET", "orders", path);
      assertThat(caller.message(1).reset()).isEqualTo(PROTOCOL_ERROR);
      assertThat(routee.received()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%00", "/a%2fb", "/a\\b"})
  void refusesPathsThatServersReadDifferently(String path) throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      caller.request(1, true, "GET", "orders", path);
      Message answer = caller.message(1);
      assertThat(answer.field(":status")).isEqualTo("400");
      assertThat(answer.field("proxy-status")).contains("http_request_error");
      assertThat(routee.received()).isZero();
    }
  }

  @Test
  void letsAuthorityWinOverHost() throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      caller.get(1, "orders", "host: other");
      assertThat(caller.message(1).text()).isEqualTo("hello");
      assertThat(routee.heads.getFirst()).contains("Host: orders\r\n").doesNotContain("other");
    }
  }

  @Test
  void resetsABodyThatIsNotAsLongAsSaid() throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      caller.request(1, false, "POST", "orders", "/", "content-length: 10");
      caller.data(1, true, "short");
      assertThat(caller.message(1).reset()).isEqualTo(PROTOCOL_ERROR);
      assertThat(routee.port()).isPositive();
    }
  }

  @Test
  void refusesFieldsThatAreTooLarge() throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = caller()) {
      byte[] block =
          Http2Wire.block(
              ":method: GET",
              ":scheme: http",
              ":authority: orders",
              ":path: /",
              "x-large: " + "x".repeat(15_000),
              "x-large: " + "x".repeat(1_000));
      caller.send(Http2Wire.HEADERS, Http2Wire.END_STREAM, 1, block);
      for (int i = 0; i < 3; i++) {
        caller.send(
            Http2Wire.CONTINUATION,
            i == 2 ? Http2Wire.END_HEADERS : 0,
            1,
            Http2Wire.block("x-more: " + "y".repeat(16_000)));
      }
      Message answer = caller.message(1);
      assertThat(answer.field(":status")).isEqualTo("431");
      assertThat(answer.field("proxy-status")).contains("http_request_error");
      assertThat(routee.received()).isZero();
    }
  }

  @Test
  void answersACallerThatSaysItTakesTinyHeaders() throws IOException {
    try (RawRoutee routee = greeting();
        Http2Wire caller = Http2Wire.caller(mesh.broker.port(), MAX_HEADER_LIST_SIZE, 1)) {
      assertThat(caller.get(1, "orders").message(1).text()).isEqualTo("hello");
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void refusesGrpcCallsInItsOwnWords() throws IOException {
    try (Http2Wire caller = caller()) {
      caller.request(
          1, false, "POST", "nobody", "/shop.Pricing/Get", "content-type: application/grpc");
      Message answer = caller.message(1);
      assertThat(answer.field(":status")).isEqualTo("200");
      assertThat(answer.field("grpc-status")).isEqualTo("12");
      assertThat(answer.field("grpc-message")).contains("nobody");
      assertThat(answer.field("proxy-status")).startsWith("weft; error=destination_not_found");
      assertThat(answer.sections()).as("trailers only").hasSize(1);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void cancelsAtTheRouteeWhatTheCallerResets() throws IOException {
    var closed = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              if (in.read() < 0) {
                closed.countDown();
              }
              return false;
            });
        Http2Wire caller = caller()) {
      caller.get(1, "orders");
      BrokerFixture.until(() -> routee.received() == 1);
      caller.reset(1, 8);
      BrokerFixture.await(closed);
    }
  }

  @Test
  void saysTwiceThatItDrainsAndFinishesWhatIsUnderWay() throws Exception {
    var release = new CountDownLatch(1);
    try (RawRoutee routee =
            mesh.orders((head, in, out, socket) -> {
              BrokerFixture.await(release);
              out.write(RawRoutee.answer(200, "late"));
              return true;
            });
        Http2Wire caller = caller()) {
      caller.get(1, "orders");
      BrokerFixture.until(() -> routee.received() == 1);
      Thread drain = Thread.ofVirtual().start(() -> mesh.broker.drain(Duration.ofSeconds(20)));
      Frame first = caller.read(Http2Wire.GOAWAY, 0);
      assertThat(first.error()).isEqualTo(Integer.MAX_VALUE);
      Frame ping = caller.read(Http2Wire.PING, 0);
      caller.send(Http2Wire.PING, Http2Wire.ACK, 0, ping.payload());
      Frame last = caller.read(Http2Wire.GOAWAY, 0);
      assertThat(last.error()).isEqualTo(1);
      release.countDown();
      assertThat(caller.message(1).text()).isEqualTo("late");
      assertThat(caller.untilClosed()).isEqualTo(-1);
      drain.join();
    }
  }
}
