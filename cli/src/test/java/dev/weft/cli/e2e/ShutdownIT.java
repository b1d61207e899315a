package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a broker's process does with the calls in flight when it is to end. */
class ShutdownIT {
  private static final int HTTP1_CALLS = 150;
  private static final int HTTP2_CONNECTIONS = 2;
  private static final int HTTP2_CALLS = 75; // on each

  /** Has the broker end; comes back when it takes no more callers. */
  private interface Leaving {
    void begin() throws Exception;
  }

  @TempDir private Path folder;

  @Test
  void aMeshInOneProcessThatIsTerminatedAnswersThemAll() throws Exception {
    try (var programs = new Programs();
        var mesh = new RunningMesh(folder.resolve("data"))) {
      assertThat(mesh.weft("apply", "-f", file(programs)).exitCode()).isZero();
      mesh.awaitPassing("hello", 3);
      int port = mesh.broker.getPort();
      answersAll(programs, port, mesh.process, () -> terminate(mesh.process, port));
    }
  }

  @Test
  void anAgentThatIsTerminatedAnswersThemAll() throws Exception {
    try (var programs = new Programs();
        var mesh = new SplitMesh(folder.resolve("registry"))) {
      var agent = started(mesh, programs);
      int port = agent.broker().getPort();
      answersAll(programs, port, agent.process(), () -> terminate(agent.process(), port));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anAgentWhosePlaceIsTakenAnswersThemAll() throws Exception {
    try (var programs = new Programs();
        var mesh = new SplitMesh(folder.resolve("registry"))) {
      var agent = started(mesh, programs);
      answersAll(
          programs,
          agent.broker().getPort(),
          agent.process(),
          () ->
              mesh.startAgentAt(
                  folder.resolve("agent"),
                  "host-a",
                  agent.broker().getPort(),
                  agent.admin().getPort(),
                  "-f",
                  folder.resolve("hello.yaml").toString(),
                  "--takeover"));
    }
  }

  private SplitMesh.Agent started(SplitMesh mesh, Programs programs) throws Exception {
    mesh.startRegistry();
    var agent = mesh.startAgent(folder.resolve("agent"), "host-a", "-f", file(programs));
    mesh.awaitPassing(3);
    return agent;
  }

  private static void terminate(Process broker, int port) {
    broker.destroy(); // SIGTERM
    RunningMesh.await("no more callers", () -> refuses(port));
  }

  /** The limit on calls adapts from a lower start unless it is set. */
  private String file(Programs programs) throws IOException {
    String roomy =
        programs.documents().replace("timeout: {", "limit: {maxRequests: 2000}\n  timeout: {");
    return Files.writeString(folder.resolve("hello.yaml"), roomy).toString();
  }

  private static void answersAll(Programs programs, int port, Process broker, Leaving leaving)
      throws Exception {
    int calls = HTTP1_CALLS + HTTP2_CONNECTIONS * HTTP2_CALLS;
    var http1 = new ArrayList<Socket>();
    var http2 = new ArrayList<Http2Posts>();
    int before = programs.received();
    try {
      for (int i = 0; i < HTTP1_CALLS; i++) {
        http1.add(post(port));
      }
      for (int i = 0; i < HTTP2_CONNECTIONS; i++) {
        http2.add(new Http2Posts(port));
        http2.getLast().send(HTTP2_CALLS);
      }
      RunningMesh.await("all in flight", () -> programs.received() - before >= calls);

      leaving.begin();
      assertThat(broker.isAlive()).as("it waits for its calls").isTrue();
      programs.release();

      var failures = new ArrayList<String>();
      for (Socket one : http1) {
        String answer = new String(one.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (!answer.startsWith("HTTP/1.1 200 ") || !answer.contains("\r\n\r\nhello-")) {
          failures.add("HTTP/1.1: '" + answer + "'");
        }
      }
      for (Http2Posts one : http2) {
        failures.addAll(one.failures(HTTP2_CALLS));
      }
      assertThat(failures).as("of " + calls + " calls").isEmpty();
      assertThat(programs.received() - before).as("each was sent once").isEqualTo(calls);
      assertThat(broker.waitFor(20, TimeUnit.SECONDS)).as("it has ended").isTrue();
    } finally {
      closeAll(http1, http2);
    }
  }

  private static Socket post(int port) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            "POST / HTTP/1.1\r\nHost: hello\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static boolean refuses(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false; // reset: it is about to
    }
  }

  private static void closeAll(List<Socket> http1, List<Http2Posts> http2) throws IOException {
    for (Socket one : http1) {
      one.close();
    }
    for (Http2Posts one : http2) {
      one.close();
    }
  }
}
