package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ProbePolicy.GrpcCheck;
import dev.weft.model.mesh.ProbePolicy.HttpCheck;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What checks make of the connection that the one before has left. */
class KeepAliveTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final HttpCheck KEEPING = new HttpCheck("/healthz");
  private static final HttpCheck CLOSING =
      new HttpCheck("/healthz", false, false, "", 200, 399, Map.of(), "", false);
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String EMPTY = OK + "Content-Length: 0\r\n\r\n";

  private final FakeClock clock = new FakeClock();
  private final Semaphore places = new Semaphore(1);
  private final BlockingChecker checker = new BlockingChecker(clock, "r", null, "", places);
  private final ScriptedServer server = new ScriptedServer();

  KeepAliveTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    checker.close();
    server.close();
  }

  private CheckResult check(HttpCheck check) {
    return checker.check(check, "127.0.0.1", server.port(), AMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        EMPTY,
        "HTTP/1.1 204 No Content\r\n\r\n",
        OK + "content-length: 3\r\nX: y\r\n\r\nabc",
        OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"
      })
  void theNextCheckAsksOnTheSameConnection(String answer) {
    server.answers(answer);

    for (int i = 0; i < 3; i++) {
      assertThat(check(KEEPING).finding()).isEqualTo(answer.substring(9, 12));
    }

    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.lastRequest()).contains("Connection: keep-alive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        OK + "Connection: close\r\nContent-Length: 0\r\n\r\n",
        OK + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        OK + "Content-Length: 65537\r\n\r\n",
        OK + "Content-Length: -1\r\n\r\n",
        OK + "Content-Length: 9\r\n\r\nabc",
        OK + "Content-Length: 2\r\n\r\nmore than that",
        OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        OK + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        OK + "\r\nuntil the connection ends",
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
      })
  void anAnswerWithoutAPlainEndOrThatFailsLeavesNoConnection(String answer) {
    server.answers(answer);

    for (int i = 0; i < 3; i++) {
      assertThat(check(KEEPING).finding()).isEqualTo(answer.substring(9, 12));
    }

    assertThat(server.connections()).isEqualTo(3);
    assertThat(places.availablePermits()).isEqualTo(1);
  }

  @Test
  void aPolicyMayAskForAConnectionEachTime() {
    server.answers(EMPTY);

    check(CLOSING);
    check(CLOSING);

    assertThat(server.connections()).isEqualTo(2);
    assertThat(server.lastRequest()).contains("Connection: close");
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsNoFailure() throws IOException {
    server.answers(EMPTY);
    check(KEEPING);
    server.hangUp();

    assertThat(check(KEEPING).finding()).isEqualTo("200");
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void aRouteeThatHasEndedFailsAtOnceWhateverWasKept() throws IOException {
    server.answers(EMPTY);
    check(KEEPING);
    server.close();

    assertThat(check(KEEPING).finding()).isEqualTo("connection refused");
  }

  @Test
  void aConnectionThatBreaksWithinAnAnswerIsAFailure() {
    server.answers(EMPTY);
    check(KEEPING);
    server.answersAndHangsUp("HTTP/1.");

    assertThat(check(KEEPING).passed()).isFalse();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void aRouteeThatIsSilentOnAKeptConnectionFails() {
    server.answers(EMPTY);
    try (var realTime = new SystemClock();
        var timed = new BlockingChecker(realTime)) {
      timed.check(KEEPING, "127.0.0.1", server.port(), AMPLE);
      server.answers("");

      CheckResult result = timed.check(KEEPING, "127.0.0.1", server.port(), Duration.ofMillis(200));

      assertThat(result.finding()).isEqualTo("no answer within 200 ms");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionIsClosedAfterTenSecondsThoughNobodyAsks() {
    server.answers(EMPTY);
    check(KEEPING);
    clock.advance(Duration.ofSeconds(6));
    check(KEEPING);
    assertThat(server.connections()).isEqualTo(1);

    clock.advance(Duration.ofMillis(4001));

    Eventually.so("closed by the checker", () -> server.open() == 0);
    check(KEEPING);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void nothingIsKeptAfterTheEndOrForAnotherCheck() {
    server.answers(EMPTY);
    check(KEEPING);
    check(new HttpCheck("/other"));
    assertThat(server.connections()).isEqualTo(2);

    checker.close();
    Eventually.so("closed by the checker", () -> server.open() == 0);
    check(KEEPING);
    check(KEEPING);

    assertThat(server.connections()).isEqualTo(4);
    assertThat(places.availablePermits()).isEqualTo(1);
  }

  @Test
  void noMoreConnectionsWaitThanThereArePlaces() {
    server.answers(EMPTY);
    check(KEEPING);
    try (var other = new BlockingChecker(clock, "s", null, "", places)) {
      other.check(KEEPING, "127.0.0.1", server.port(), AMPLE);
      other.check(KEEPING, "127.0.0.1", server.port(), AMPLE);
    }
    check(KEEPING);

    assertThat(server.connections()).isEqualTo(3);
  }

  @Test
  void grpcCallsFollowEachOtherOnOneConnection() throws IOException {
    try (ScriptedServer grpc = ScriptedServer.grpc(0)) {
      for (int i = 0; i < 4; i++) {
        assertThat(callHealth(grpc).finding()).isEqualTo("SERVING");
      }

      assertThat(grpc.connections()).isEqualTo(1);
      assertThat(grpc.streams()).containsExactly(1, 3, 5, 7);
    }
  }

  @Test
  void grpcGoesToANewConnectionWhereTheServerSaysGoodBye() throws IOException {
    try (ScriptedServer grpc = ScriptedServer.grpc(3)) {
      assertThat(callHealth(grpc).finding()).isEqualTo("SERVING");
      assertThat(callHealth(grpc).finding()).isEqualTo("SERVING");

      assertThat(grpc.streams()).containsExactly(1, 3, 1);
      assertThat(grpc.connections()).isEqualTo(2);
    }
  }

  private CheckResult callHealth(ScriptedServer grpc) {
    return checker.check(new GrpcCheck("", true), "127.0.0.1", grpc.port(), AMPLE);
  }
}
