package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A registry that may open 128 files, and more connections than that. */
class ManyConnectionsIT {
  private static final int CONNECTIONS = 200;

  @TempDir private Path folder;

  @Test
  @Timeout(120)
  void saysOnceThatConnectionsWaitAndServesAgainWhenOthersClose() throws Exception {
    String weft = Path.of(System.getProperty("weft.distribution"), "bin", "weft").toString();
    Path log = folder.resolve("log");
    Process registry =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 128; exec \"$0\" registry --data \"$1\" --registry-port 0",
                weft,
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var open = new ArrayList<Socket>();
    try {
      RunningMesh.await("ready", () -> lines(log).contains("ready"));
      int port = port(log);
      for (int i = 0; i < CONNECTIONS; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      RunningMesh.await("word of it", () -> !complaints(log).isEmpty());
      Duration before = registry.toHandle().info().totalCpuDuration().orElseThrow();
      RunningMesh.await("no answer", () -> !answers(port, Duration.ofSeconds(3)));
      Duration spent = registry.toHandle().info().totalCpuDuration().orElseThrow().minus(before);
      assertThat(spent).as("CPU while full").isLessThan(Duration.ofSeconds(1));

      for (Socket socket : open) {
        socket.close();
      }
      RunningMesh.await("an answer", () -> answers(port, Duration.ofSeconds(3)));
      assertThat(complaints(log)).hasSize(1);
    } finally {
      registry.destroy();
      registry.waitFor();
    }
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int port(Path log) {
    return lines(log).stream()
        .filter(line -> line.strip().startsWith("registry"))
        .map(line -> Integer.parseInt(line.replaceAll(".*:(\\d+).*", "$1")))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> complaints(Path log) {
    return lines(log).stream().filter(line -> line.contains("cannot be accepted")).toList();
  }

  private static boolean answers(int port, Duration patience) {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz"))
              .timeout(patience)
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
