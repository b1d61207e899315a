package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An agent takes another's place on the same ports while calls go on. */
@EnabledOnOs(OS.LINUX)
class TakeoverIT {
  private static final int ROUNDS = 3;

  @TempDir private Path folder;

  @Test
  void failsNoCallNeitherOnOldNorOnNewConnections() throws Exception {
    try (var programs = new Programs();
        var mesh = new SplitMesh(folder.resolve("registry"))) {
      Path file = Files.writeString(folder.resolve("hello.yaml"), programs.documents());
      mesh.startRegistry();
      var agent = mesh.startAgent(folder.resolve("agent"), "host-a", "-f", file.toString());
      mesh.awaitPassing(3);
      try (var load = new SteadyLoad(agent.broker());
          var fresh = new FreshConnections(agent.broker())) {
        load.awaitMore(500);
        var held = load.post(); // at the first of them, which waits for it
        RunningMesh.await("a call that lasts", () -> !programs.holding().isEmpty());
        for (int round = 0; round < ROUNDS; round++) {
          var newer =
              mesh.startAgentAt(
                  folder.resolve("agent"),
                  "host-a",
                  agent.broker().getPort(),
                  agent.admin().getPort(),
                  "-f",
                  file.toString(),
                  "--takeover");
          assertThat(held.isDone() || agent.process().isAlive()).as("it waits").isTrue();
          assertThat(adminOf(newer)).as("the admin port is the newer's").contains("ready");
          load.awaitMore(300);
          programs.release();
          assertThat(held.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
          assertThat(agent.process().waitFor(20, TimeUnit.SECONDS)).as("it has ended").isTrue();
          assertThat(agent.process().exitValue()).isZero();
          load.awaitMore(300);
          agent = newer;
        }
        load.end();
        fresh.end();
        String of = load.calls() + " and " + fresh.calls() + " calls in " + ROUNDS + " takeovers";
        assertThat(load.failures()).as(of).isEmpty();
        assertThat(fresh.failures()).as(of).isEmpty();
        System.out.println("TakeoverIT: no failure of " + of);
      }
    }
  }

  @Test
  void whoCannotServeChangesNothing() throws Exception {
    try (var programs = new Programs();
        var mesh = new SplitMesh(folder.resolve("registry"))) {
      Path file = Files.writeString(folder.resolve("hello.yaml"), programs.documents());
      mesh.startRegistry();
      var agent = mesh.startAgent(folder.resolve("agent"), "host-a", "-f", file.toString());
      mesh.awaitPassing(3);
      try (var load = new SteadyLoad(agent.broker())) {
        load.awaitMore(100);
        Weft.Outcome other =
            mesh.weft(
                "agent",
                "--data",
                folder.resolve("agent").toString(),
                "--name",
                "host-a",
                "--broker-port",
                Integer.toString(agent.broker().getPort()),
                "--admin-port",
                "0");
        assertThat(other.exitCode()).as("without --takeover the port is taken").isNotZero();
        assertThat(other.err()).contains("--takeover");
        load.awaitMore(300);
        load.end();
        assertThat(load.failures()).isEmpty();
        assertThat(agent.process().isAlive()).isTrue();
      }
    }
  }

  private static String adminOf(SplitMesh.Agent agent) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(agent.admin().resolve("/readyz")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** Callers with a connection for each call, as those are that queues lose. */
  private static final class FreshConnections implements AutoCloseable {
    private final List<Thread> callers = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean going = true;

    FreshConnections(URI broker) {
      for (int i = 0; i < 4; i++) {
        callers.add(Thread.ofVirtual().start(() -> call(broker.getPort())));
      }
    }

    private void call(int port) {
      while (going) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket.setSoTimeout(20_000);
          socket
              .getOutputStream()
              .write(
                  "GET / HTTP/1.1\r\nHost: hello\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          InputStream in = socket.getInputStream();
          String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
          if (!answer.startsWith("HTTP/1.1 200")) {
            failures.add(answer.isEmpty() ? "no answer" : answer);
          }
        } catch (IOException e) {
          failures.add(e.toString());
        }
        calls.incrementAndGet();
      }
    }

    int calls() {
      return calls.get();
    }

    ConcurrentLinkedQueue<String> failures() {
      return failures;
    }

    void end() throws InterruptedException {
      going = false;
      for (Thread caller : callers) {
        caller.join();
      }
    }

    @Override
    public void close() throws InterruptedException {
      end();
    }
  }
}
