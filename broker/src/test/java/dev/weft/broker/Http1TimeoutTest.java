package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http1TimeoutTest {
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

  /** Lets time pass in steps of five seconds, as many as it takes for an answer; returns them. */
  private int stepsUntilAnswered(RawCaller caller) throws IOException {
    caller.socket.setSoTimeout(1_200); // connections are looked at every half second
    for (int steps = 0; steps < 20; steps++) {
      if (caller.answered()) {
        return steps;
      }
      clock.advance(Duration.ofSeconds(5));
    }
    throw new AssertionError("no answer within a hundred seconds of the fake clock");
  }

  @Test
  void refusesAHeadThatTakesTooLong() throws IOException {
    try (RawCaller caller = mesh.caller()) {
      caller.send("GET / HTTP/1.1\r\nHost: ord");
      assertThat(stepsUntilAnswered(caller)).isEqualTo(2);
      var answer = caller.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("proxy-status")).contains("http_request_error");
      assertThat(caller.closed()).isTrue();
    }
  }
}
