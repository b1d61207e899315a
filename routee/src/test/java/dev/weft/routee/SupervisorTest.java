package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SupervisorTest {
  private static final Readiness CONNECTS =
      (host, port) -> {
        try (var socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), 500);
          return true;
        } catch (IOException e) {
          return false;
        }
      };

  @TempDir private Path directory;
  private final SystemClock clock = new SystemClock();
  private final Heard heard = new Heard();
  private FakeRegistry registry;
  private Duration readyTimeout = Duration.ofSeconds(60);
  private Duration grace = Duration.ofSeconds(30);

  @BeforeEach
  void startRegistry() throws IOException {
    registry = new FakeRegistry();
  }

  @AfterEach
  void close() {
    registry.close();
    clock.close();
  }

  private static final class Heard implements SupervisorListener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void registered(String name) {
      events.add("registered " + name);
    }

    @Override
    public void notReady(String host, int port, Duration waited, List<String> listening) {
      events.add("not ready: " + host + " " + listening);
    }

    @Override
    public void exited(int code, Duration ran, boolean wasReady) {
      events.add("exited " + code + (wasReady ? "" : " before it was ready"));
    }

    @Override
    public void killed(Duration grace) {
      events.add("killed");
    }

    String next() throws InterruptedException {
      String event = events.poll(60, TimeUnit.SECONDS);
      assertThat(event).as("an event within 60 s").isNotNull();
      return event;
    }
  }

  private Supervisor.Options options(int port, List<String> command) {
    return new Supervisor.Options(
        "default",
        "web",
        null,
        port,
        Protocol.HTTP,
        "a",
        Map.of(),
        command,
        RegistryEndpoint.of(registry.uri(), null, null),
        URI.create("http://127.0.0.1:7071"),
        false,
        directory.resolve("output"),
        readyTimeout,
        Duration.ofMillis(50),
        grace,
        Map.of("LEGACY_SERVICE_HOST", "127.0.0.1"));
  }

  private Supervisor start(String... command) throws CommandNotFoundException {
    return Supervisor.start(options(0, List.of(command)), CONNECTS, clock, heard);
  }

  /** Words for a shell that run the listening program on a port. */
  private String listener(String port) {
    String java = ProcessHandle.current().info().command().orElseThrow();
    return java
        + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -cp "
        + Path.of(ChildProgram.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        + " dev.weft.routee.ChildProgram "
        + port
        + " "
        + terminated();
  }

  private Path terminated() {
    return directory.resolve("terminated");
  }

  private Supervisor startListening() throws Exception {
    Supervisor supervisor = start("/bin/sh", "-c", "exec " + listener("$PORT"));
    assertThat(heard.next()).isEqualTo("registered " + supervisor.name());
    return supervisor;
  }

  private static void kill(long pid, String signal) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor())
        .isZero();
  }

  @Test
  void registersOnceTheProgramListensOnItsPort() throws Exception {
    Supervisor supervisor = startListening();

    FakeRegistry.Request put = registry.next();
    assertThat(supervisor.name()).isEqualTo("web-" + supervisor.port());
    assertThat(put.line())
        .isEqualTo("PUT /apis/weft.dev/v1/namespaces/default/routees/" + supervisor.name());
    assertThat(put.body())
        .contains("\"address\":\"127.0.0.1\",\"port\":" + supervisor.port())
        .contains("\"ttlSeconds\":15");
    supervisor.stop();
  }

  @Test
  void deregistersBeforeItTerminates() throws Exception {
    Supervisor supervisor = startListening();
    var terminatedFirst = new AtomicBoolean();
    registry.beforeDelete = () -> terminatedFirst.set(Files.exists(terminated()));

    int code = supervisor.stop();

    assertThat(registry.next().method()).isEqualTo("PUT");
    assertThat(registry.next().method()).isEqualTo("DELETE");
    assertThat(terminatedFirst).isFalse();
    assertThat(terminated()).exists();
    assertThat(code).isEqualTo(128 + 15).isEqualTo(supervisor.awaitExit());
    assertThat(heard.next()).isEqualTo("exited 143");
  }

  @Test
  void deregistersAtOnceWhenTheProgramIsKilled() throws Exception {
    Supervisor supervisor = startListening();
    assertThat(registry.next().method()).isEqualTo("PUT");

    kill(supervisor.pid(), "KILL");

    assertThat(registry.next().method()).isEqualTo("DELETE");
    assertThat(supervisor.awaitExit()).isEqualTo(128 + 9);
  }

  @Test
  void passesOnTheExitCodeOfAProgramThatWasNeverReady() throws Exception {
    Supervisor supervisor = start("/bin/sh", "-c", "exit 42");

    assertThat(supervisor.awaitExit()).isEqualTo(42);
    assertThat(heard.next()).isEqualTo("exited 42 before it was ready");
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void givesTheProgramItsEnvironment() throws Exception {
    Supervisor supervisor =
        start(
            "/bin/sh",
            "-c",
            "echo $PORT $WEFT_SERVICE $WEFT_ROUTEE $http_proxy $LEGACY_SERVICE_HOST");
    supervisor.awaitExit();

    assertThat(directory.resolve("output"))
        .hasContent(
            supervisor.port()
                + " web "
                + supervisor.name()
                + " http://web:weft@127.0.0.1:7071 127.0.0.1");
  }

  @Test
  void saysWhatTheProgramListensOnInstead() throws Exception {
    int other;
    try (var socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      other = socket.getLocalPort();
    }
    readyTimeout = Duration.ofSeconds(5);
    Supervisor supervisor = start("/bin/sh", "-c", listener(Integer.toString(other)) + "; true");

    assertThat(heard.next()).isEqualTo("not ready: 127.0.0.1 [127.0.0.1:" + other + "]");
    supervisor.stop();
    assertThat(registry.requests).isEmpty();
  }

  @Test
  void terminatesWhatAShellLeavesBehind() throws Exception {
    Supervisor supervisor = start("/bin/sh", "-c", listener("$PORT") + "; true");
    assertThat(heard.next()).startsWith("registered");
    List<ProcessHandle> started =
        ProcessHandle.of(supervisor.pid()).orElseThrow().descendants().toList();
    assertThat(started).isNotEmpty();

    supervisor.stop();

    assertThat(started).noneMatch(ProcessHandle::isAlive);
    assertThat(terminated()).exists();
  }

  @Test
  void killsWhatIgnoresSigterm() throws Exception {
    grace = Duration.ofMillis(200);
    Path ready = directory.resolve("ready");
    Supervisor supervisor =
        start("/bin/sh", "-c", "trap '' TERM; touch " + ready + "; while :; do sleep 1; done");
    Eventually.so("the program runs", () -> Files.exists(ready));

    assertThat(supervisor.stop()).isEqualTo(128 + 9);

    assertThat(List.of(heard.next(), heard.next()))
        .containsExactlyInAnyOrder("killed", "exited 137 before it was ready");
  }

  @Test
  void stopsOnlyOnceHoweverOftenItIsAsked() throws Exception {
    Supervisor supervisor = startListening();

    Thread other = Thread.ofVirtual().start(supervisor::stop);
    supervisor.stop();
    other.join();
    supervisor.stop();

    assertThat(registry.requests)
        .extracting(FakeRegistry.Request::method)
        .containsExactly("PUT", "DELETE");
  }

  @Test
  void refusesAPortThatSomethingListensOn() throws Exception {
    try (var socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      Supervisor.Options options = options(socket.getLocalPort(), List.of("/bin/true"));

      assertThatThrownBy(() -> Supervisor.start(options, CONNECTS, clock, heard))
          .isInstanceOf(PortInUseException.class)
          .hasMessageContaining("port " + socket.getLocalPort() + " is in use");
    }
  }

  @Test
  void startsNothingWhereThereIsNoProgram() {
    assertThatThrownBy(() -> start("no-such-program"))
        .isInstanceOf(CommandNotFoundException.class)
        .hasMessageContaining("no-such-program");
  }

  @Test
  void runsTheProgramAllTheSameWhenTheRegistryIsDown() throws Exception {
    int port = registry.port();
    registry.close();
    Supervisor supervisor = start("/bin/sh", "-c", "exec " + listener("$PORT"));
    registry = new FakeRegistry(port);

    assertThat(heard.next()).startsWith("registered");
    assertThat(supervisor.stop()).isEqualTo(143);
  }
}
