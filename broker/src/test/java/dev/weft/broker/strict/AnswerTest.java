package dev.weft.broker.strict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Broker;
import dev.weft.broker.strict.Answers.Said;
import dev.weft.broker.strict.Answers.Seen;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers of routees, judged by what the caller sees and by whether the connection that the answer
 * came on is ever used again.
 */
class AnswerTest {
  static Stream<Said> answers() {
    return Answers.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void isSeenForWhatItIs(Said said) throws IOException {
    try (var clock = new SystemClock();
        var routee = new Scripted(said.bytes(), said.ends());
        var broker =
            new AutoClosing(
                Broker.start(new Broker.Options("127.0.0.1", 0, 1), mesh(routee.port()), clock));
        var wire = new Wire(broker.port())) {
      wire.send(request());
      seen(said, wire);
      // Another call: never answered by what the first left over, nor on its connection if that
      // is spent.
      try (var neighbour = new Wire(broker.port())) {
        neighbour.send(request());
        var answer = Objects.requireNonNull(neighbour.answer(false), "answered");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
      }
      assertThat(routee.reused()).isEqualTo(said.reusable());
    }
  }

  private static void seen(Said said, Wire wire) throws IOException {
    String got;
    try {
      var answer = wire.answer(false);
      got = answer == null ? "closed" : answer.status() + " " + answer.body();
      if (answer != null && said.seen() != Seen.WHOLE && answer.status() == 502) {
        assertThat(answer.value("proxy-status")).contains("weft; error=");
      }
    } catch (IOException e) {
      got = "cut";
    }
    switch (said.seen()) {
      case WHOLE -> assertThat(got).isEqualTo(said.status() + " " + said.body());
      case BAD_GATEWAY -> assertThat(got).startsWith("502 ");
      case EITHER -> assertThat(got).matches(it -> it.equals("cut") || it.startsWith("502 "));
    }
  }

  private static byte[] request() {
    return ("POST / HTTP/1.1\r\n" + Case.HOST + "Content-Length: 0\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static FakeSnapshots mesh(int port) {
    var snapshots = new FakeSnapshots();
    snapshots.put(Mesh.service("recorder", port));
    return snapshots;
  }

  private record AutoClosing(Broker broker) implements AutoCloseable {
    int port() {
      return broker.port();
    }

    @Override
    public void close() {
      broker.close();
    }
  }
}
