package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.broker.admin.AgentAdmin;
import dev.weft.model.time.SystemClock;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus itself says of the metrics, where it is installed (on Debian: prometheus). */
class PrometheusTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int SUCCESS = 0;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  @TempDir Path folder;
  private final SystemClock clock = new SystemClock();
  private BrokerFixture mesh;
  private AgentAdmin admin;
  private RawRoutee routee;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture(clock, 2);
    admin = AgentAdmin.start("127.0.0.1", 0, mesh.broker, mesh.snapshots, clock);
    routee = RawRoutee.answering("hello");
    mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
    for (int i = 0; i < 20; i++) {
      mesh.get("orders");
    }
  }

  @AfterEach
  void stop() throws IOException {
    routee.close();
    admin.close();
    mesh.close();
    clock.close();
  }

  private static Path program(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    Optional<Path> found =
        Stream.of(path.split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "SKIPPED, there is no " + name + " on the PATH");
    return found.orElseThrow();
  }

  private static String get(String uri, String accept) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(uri)).header("Accept", accept).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Test
  void promtoolFindsNothingToMend() throws Exception {
    Path promtool = program("promtool");
    String text = get("http://127.0.0.1:" + admin.port() + "/metrics", "text/plain");
    Process check =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = check.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isEqualTo(SUCCESS);
    assertThat(said).isBlank();
  }

  @Test
  void promtoolTakesTheAlertRules() throws Exception {
    Path promtool = program("promtool");
    Path rules = Path.of("../docs/operations/prometheus/weft-alerts.yaml");
    Path here = Path.of("docs/operations/prometheus/weft-alerts.yaml");
    Process check =
        new ProcessBuilder(
                promtool.toString(),
                "check",
                "rules",
                (Files.exists(here) ? here : rules).toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(check.waitFor()).as(said).isEqualTo(SUCCESS);
  }

  @Test
  void prometheusScrapesClassicAndNativeHistogramsAlike() throws Exception {
    Path prometheus = program("prometheus");
    for (List<String> features :
        List.of(List.<String>of(), List.of("--enable-feature=native-histograms"))) {
      int port;
      try (var free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      Path config = folder.resolve("prometheus-" + port + ".yaml");
      Files.writeString(
          config,
          """
          global: {scrape_interval: 1s}
          scrape_configs:
            - job_name: weft
              static_configs: [{targets: ["127.0.0.1:%d"]}]
          """
              .formatted(admin.port()));
      var command =
          Stream.concat(
                  Stream.of(
                      prometheus.toString(),
                      "--config.file=" + config,
                      "--storage.tsdb.path=" + folder.resolve("data-" + port),
                      "--web.listen-address=127.0.0.1:" + port,
                      "--log.level=error"),
                  features.stream())
              .toList();
      Process server =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log-" + port).toFile())
              .start();
      try {
        seen(port, "up{job=\"weft\"}", "\"1\"");
        seen(port, "sum(weft_requests_total{service=\"orders\",code=\"2xx\"})", "\"20\"");
        String histogram =
            features.isEmpty()
                ? "weft_request_duration_seconds_count{service=\"orders\"}"
                : "histogram_count(weft_request_duration_seconds{service=\"orders\"})";
        seen(port, histogram, "\"20\"");
        String quantile =
            features.isEmpty()
                ? "histogram_quantile(0.5, weft_request_duration_seconds_bucket) < bool 10"
                : "histogram_quantile(0.5, weft_request_duration_seconds) < bool 10";
        seen(port, quantile, "\"1\"");
      } finally {
        server.destroy();
        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private String log(int port) throws IOException {
    return Files.readString(folder.resolve("log-" + port));
  }

  /** Waits until a query answers with a value. */
  private void seen(int port, String query, String value) throws Exception {
    String uri =
        "http://127.0.0.1:"
            + port
            + "/api/v1/query?query="
            + URLEncoder.encode(query, StandardCharsets.UTF_8);
    String answer = "";
    for (long until = clock.nanos() + PATIENCE_NANOS; clock.nanos() - until < 0; ) {
      try {
        answer = get(uri, "application/json");
        if (answer.contains(value)) {
          return;
        }
      } catch (IOException e) {
        answer = String.valueOf(e.getMessage()); // it starts
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError(query + " was last answered " + answer + "; " + log(port));
  }
}
