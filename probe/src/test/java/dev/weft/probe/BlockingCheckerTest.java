package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ProbePolicy.CommandCheck;
import dev.weft.model.mesh.ProbePolicy.HttpCheck;
import dev.weft.model.mesh.ProbePolicy.TcpCheck;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockingCheckerTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final String HOST = "127.0.0.1";

  private final SystemClock clock = new SystemClock();
  private final BlockingChecker checker =
      new BlockingChecker(clock, "orders-1", null, "", new Semaphore(1));

  @AfterEach
  void close() {
    clock.close();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.ofLiteral(HOST));
  }

  /** Answers the first request with the text and keeps the connection open. */
  private static void answerOnce(ServerSocket server, String answer) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            Socket socket = server.accept();
            socket.getInputStream().read();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private CheckResult get(ServerSocket server, Duration timeout) {
    return checker.check(new HttpCheck("/healthz"), HOST, server.getLocalPort(), timeout);
  }

  @Test
  void tcpPassesWhereSomethingListens() throws IOException {
    try (ServerSocket server = listen()) {
      CheckResult result = checker.check(new TcpCheck(), HOST, server.getLocalPort(), AMPLE);

      assertThat(result.passed()).isTrue();
      assertThat(result.sentence())
          .startsWith("tcp 127.0.0.1:" + server.getLocalPort() + ": connected in ");
    }
  }

  @Test
  void tcpNeverTakesItsOwnEchoForARoutee() throws IOException {
    int port;
    try (ServerSocket server = listen()) {
      port = server.getLocalPort();
    }
    for (int i = 0; i < 5000; i++) {
      CheckResult result = checker.check(new TcpCheck(), HOST, port, AMPLE);
      assertThat(result.passed()).isFalse();
      assertThat(result.finding()).isEqualTo("connection refused");
    }
  }

  @Test
  void tcpSaysThatAHostIsUnknown() {
    CheckResult result = checker.check(new TcpCheck(), "nowhere.invalid", 80, AMPLE);

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).isEqualTo("unknown host nowhere.invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"200", "204", "301", "399"})
  void httpPassesFrom200To399(String status) throws IOException {
    try (ServerSocket server = listen()) {
      answerOnce(server, "HTTP/1.1 " + status + " \r\n");

      CheckResult result = get(server, AMPLE);

      assertThat(result.passed()).isTrue();
      assertThat(result.finding()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "199", "400", "404", "500", "503"})
  void httpFailsOnAnythingElse(String status) throws IOException {
    try (ServerSocket server = listen()) {
      answerOnce(server, "HTTP/1.1 " + status + "\r\n");

      CheckResult result = get(server, AMPLE);

      assertThat(result.passed()).isFalse();
      assertThat(result.sentence()).startsWith("GET /healthz: " + status + " in ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-x\r\n", "HTTP/2 200\r\n", "HTTP/1.1 2000\r\n", "\r\n", "x\n"})
  void httpRefusesWhatIsNotHttp(String answer) throws IOException {
    try (ServerSocket server = listen()) {
      answerOnce(server, answer);

      assertThat(get(server, AMPLE).finding()).isEqualTo("the answer is not HTTP");
    }
  }

  @Test
  void httpReadsNoMoreThanAKilobyteOfANonsensicalAnswer() throws IOException {
    try (ServerSocket server = listen()) {
      answerOnce(server, "x".repeat(5000));

      assertThat(get(server, AMPLE).finding()).isEqualTo("the answer is not HTTP");
    }
  }

  @Test
  void httpFailsWhereTheRouteeAcceptsAndNeverAnswers() throws IOException {
    try (ServerSocket server = listen()) {
      CheckResult result = get(server, SHORT);

      assertThat(result.passed()).isFalse();
      assertThat(result.finding()).isEqualTo("no answer within 200 ms");
    }
  }

  @Test
  void httpFailsWhereTheAnswerNeverEndsItsFirstLine() throws IOException {
    try (ServerSocket server = listen()) {
      answerOnce(server, "HTTP/1.1 20");

      assertThat(get(server, SHORT).finding()).isEqualTo("no answer within 200 ms");
    }
  }

  @Test
  void commandPassesOnExitCodeZero() {
    CheckResult result =
        checker.check(
            new CommandCheck(
                List.of(
                    "/bin/sh",
                    "-c",
                    "[ $WEFT_ROUTEE = orders-1 ] && [ $WEFT_ADDRESS:$WEFT_PORT = 10.0.0.1:80 ]")),
            "10.0.0.1",
            80,
            AMPLE);

    assertThat(result.finding()).isEqualTo("exit 0");
    assertThat(result.passed()).isTrue();
  }

  @Test
  void commandFailsOnAnyOtherExitCode() {
    CheckResult result =
        checker.check(new CommandCheck(List.of("/bin/sh", "-c", "exit 3")), HOST, 1, AMPLE);

    assertThat(result.passed()).isFalse();
    assertThat(result.sentence()).startsWith("command /bin/sh: exit 3 in ");
  }

  @Test
  void commandThatIsNotThereFails() {
    CheckResult result =
        checker.check(new CommandCheck(List.of("/no/such/program")), HOST, 1, AMPLE);

    assertThat(result.passed()).isFalse();
    assertThat(result.finding()).contains("No such file");
  }

  @Test
  void commandThatTakesTooLongIsKilledWithItsChildren(@TempDir Path directory) throws IOException {
    Path pids = directory.resolve("pids");
    var command = List.of("/bin/sh", "-c", "sleep 600 & echo $! > " + pids + "; wait");

    CheckResult result = checker.check(new CommandCheck(command), HOST, 1, Duration.ofSeconds(1));

    assertThat(result.finding()).isEqualTo("not done within 1000 ms");
    long child = Long.parseLong(Files.readString(pids).strip());
    ProcessHandle.of(child).ifPresent(left -> left.onExit().join());
  }
}
