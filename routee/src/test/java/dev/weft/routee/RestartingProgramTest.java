package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on a fake clock: each wait is passed by the test. */
@Timeout(120)
class RestartingProgramTest {
  private static final Duration MOST = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final FakeClock clock = new FakeClock();
  private final Heard heard = new Heard();
  private FakeRegistry registry;
  private int port;
  private volatile boolean ready;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = new FakeRegistry();
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static final class Heard implements SupervisorListener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void started(long pid, int port) {
      events.add("started on " + port);
    }

    @Override
    public void registered(String name) {
      events.add("registered " + name);
    }

    @Override
    public void exited(int code, Duration ran, boolean wasReady) {
      events.add("exited " + code);
    }

    @Override
    public void restarting(Duration wait, int number, RestartPolicy policy) {
      events.add("restart " + number);
    }

    @Override
    public void notStarted(String why) {
      events.add(why);
    }

    @Override
    public void givenUp(int restarts) {
      events.add("given up after " + restarts);
    }

    String next() throws InterruptedException {
      String event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("an event within 60 s").isNotNull();
      return event;
    }
  }

  private RestartingProgram start(RestartPolicy policy, String script) throws Exception {
    var options =
        new Supervisor.Options(
            "default",
            "web",
            null,
            port,
            Protocol.HTTP,
            "",
            Map.of(),
            List.of("/bin/sh", "-c", script),
            RegistryEndpoint.of(registry.uri(), null, null),
            URI.create("http://127.0.0.1:7071"),
            false,
            directory.resolve("output"),
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofSeconds(20),
            Map.of());
    return RestartingProgram.start(options, policy, (host, at) -> ready, clock, heard);
  }

  private static RestartPolicy onFailure(int maxRestarts) {
    return new RestartPolicy(RestartPolicy.When.ON_FAILURE, maxRestarts);
  }

  /** Passes the wait that was told. */
  private void passWait() {
    pass(MOST);
  }

  /** What is told of is told a moment before its timer is set. */
  private void pass(Duration time) {
    Eventually.so("a timer", () -> clock.pending() > 0);
    clock.advance(time);
  }

  private static String script(Path count, String then) {
    return "echo $PORT >> " + count + "; " + then;
  }

  @Test
  void startsAgainUntilTheRestartsAreUsedUpAndEndsWithTheLastExitCode() throws Exception {
    Path count = directory.resolve("count");
    RestartingProgram program =
        start(onFailure(2), script(count, "exit $((40 + $(wc -l < " + count + ")))"));
    String started = heard.next();

    assertThat(heard.next()).isEqualTo("exited 41");
    assertThat(heard.next()).isEqualTo("restart 1");
    passWait();
    assertThat(heard.next()).isEqualTo(started);
    assertThat(heard.next()).isEqualTo("exited 42");
    assertThat(heard.next()).isEqualTo("restart 2");
    passWait();
    assertThat(heard.next()).isEqualTo(started);
    assertThat(heard.next()).isEqualTo("exited 43");
    assertThat(heard.next()).isEqualTo("given up after 2");
    assertThat(program.awaitExit()).isEqualTo(43);
    assertThat(Files.readAllLines(count)).hasSize(3);
  }

  @Test
  void aGoodEndIsNoFailure() throws Exception {
    assertThat(start(onFailure(9), "exit 0").awaitExit()).isZero();

    assertThat(heard.events).hasSize(2).last().isEqualTo("exited 0");
  }

  @Test
  void neverMeansNever() throws Exception {
    assertThat(start(RestartPolicy.NEVER, "exit 3").awaitExit()).isEqualTo(3);

    assertThat(heard.events).hasSize(2).last().isEqualTo("exited 3");
  }

  @Test
  void aKilledProgramComesBackUnderItsNameAndIsNotRegisteredBetween() throws Exception {
    ready = true;
    RestartingProgram program = start(onFailure(9), "exec sleep 600");
    assertThat(heard.next()).startsWith("started");
    pass(Duration.ofMillis(50));
    assertThat(heard.next()).isEqualTo("registered " + program.name());
    long pid = program.pid();

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    assertThat(heard.next()).isEqualTo("exited 137");
    assertThat(heard.next()).isEqualTo("restart 1");
    passWait();
    assertThat(heard.next()).startsWith("started");
    pass(Duration.ofMillis(50));
    assertThat(heard.next()).isEqualTo("registered " + program.name());
    assertThat(program.pid()).isNotEqualTo(pid);
    assertThat(program.stop()).isEqualTo(128 + 15);
    assertThat(registry.requests)
        .extracting(FakeRegistry.Request::method)
        .containsExactly("PUT", "DELETE", "PUT", "DELETE");
  }

  @Test
  void toldToStopItIsNotStartedAgain() throws Exception {
    RestartingProgram program =
        start(new RestartPolicy(RestartPolicy.When.ALWAYS, 9), "exec sleep 600");

    assertThat(program.stop()).isEqualTo(128 + 15);

    assertThat(program.awaitExit()).isEqualTo(128 + 15);
    assertThat(heard.events).noneMatch(event -> event.startsWith("restart"));
  }

  @Test
  void toldToStopDuringAWaitItWaitsNoMore() throws Exception {
    RestartingProgram program = start(onFailure(9), "exit 5");
    while (!heard.next().equals("restart 1")) {
      // the events before
    }

    assertThat(program.stop()).isEqualTo(5);

    assertThat(heard.events).isEmpty();
  }

  @Test
  void aMinuteUpBeginsANewRow() throws Exception {
    Path go = directory.resolve("go");
    RestartingProgram program =
        start(
            onFailure(1), "while [ ! -e " + go + " ]; do sleep 0.02; done; rm " + go + "; exit 6");
    assertThat(heard.next()).startsWith("started");
    Files.createFile(go);
    assertThat(heard.next()).isEqualTo("exited 6");
    assertThat(heard.next()).isEqualTo("restart 1");
    passWait();
    assertThat(heard.next()).startsWith("started");
    clock.advance(RestartPolicy.STEADY);
    Files.createFile(go);
    assertThat(heard.next()).isEqualTo("exited 6");
    assertThat(heard.next()).isEqualTo("restart 1");
    passWait();
    assertThat(heard.next()).startsWith("started");
    Files.createFile(go);

    assertThat(program.awaitExit()).isEqualTo(6);
    assertThat(heard.events).last().isEqualTo("given up after 1");
  }

  @Test
  void aPortThatItWasGivenIsWaitedForWhileAnotherHasIt() throws Exception {
    try (var socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    Path go = directory.resolve("go");
    RestartingProgram program =
        start(onFailure(9), "while [ ! -e " + go + " ]; do sleep 0.02; done; exit 7");
    assertThat(heard.next()).isEqualTo("started on " + port);
    try (var other = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Files.createFile(go);
      assertThat(heard.next()).isEqualTo("exited 7");
      assertThat(heard.next()).isEqualTo("restart 1");
      passWait();
      assertThat(heard.next()).contains("port " + other.getLocalPort() + " is in use");
      assertThat(heard.next()).isEqualTo("restart 2");
    }
    passWait();
    assertThat(heard.next()).isEqualTo("started on " + port);
    program.stop();
  }
}
