package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new version takes over from the old one in ten steps, while calls go on. */
class CanaryIT {
  /**
   * Calls counted a step. The draw is random, so that half of them are 50 points with a standard
   * deviation of 0.5: the 2 points allowed are four of those.
   */
  private static final int CALLS = 10_000;

  @TempDir private Path folder;

  @Test
  void eachStepHoldsItsShareAndNoCallIsLost() throws Exception {
    try (var old = new Version("hello");
        var canary = new Version("hello-v2");
        var mesh = new RunningMesh(folder.resolve("data"))) {
      Path file = folder.resolve("versions.yaml");
      Files.writeString(file, old.document() + "---\n" + canary.document());
      assertThat(mesh.weft("apply", "-f", file.toString()).exitCode()).isZero();
      RunningMesh.await("both pass", () -> passing(mesh) == 2);

      try (var load = new SteadyLoad(mesh.broker)) {
        load.awaitMore(100);
        for (int percent = 10; percent <= 100; percent += 10) {
          Weft.Outcome shifted = mesh.weft("shift", "hello", "v2=" + percent + "%");
          assertThat(shifted.exitCode()).as(shifted.err()).isZero();
          load.awaitMore(500); // until brokers have it
          int oldBefore = old.calls.get();
          int canaryBefore = canary.calls.get();
          load.awaitMore(CALLS);
          double to = canary.calls.get() - canaryBefore;
          double share = 100 * to / (to + old.calls.get() - oldBefore);
          assertThat(share).as("share at %d %%", percent).isCloseTo(percent, within(2.0));
        }
        load.end();
        assertThat(load.calls()).isGreaterThan(10 * CALLS);
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  private static long passing(RunningMesh mesh) {
    return mesh.weftOut("get", "routees").lines().filter(row -> row.contains("passing")).count();
  }

  /** A service of one routee that counts its calls. */
  private static final class Version implements AutoCloseable {
    final AtomicInteger calls = new AtomicInteger();
    private final String service;
    private final HttpServer server;

    Version(String service) throws IOException {
      this.service = service;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
      server.createContext(
          "/",
          exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    }

    String document() {
      return """
      apiVersion: weft.dev/v1
      kind: Routee
      metadata: {name: %s-1}
      spec: {service: %s, address: 127.0.0.1, port: %d}
      """
          .formatted(service, service, server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
