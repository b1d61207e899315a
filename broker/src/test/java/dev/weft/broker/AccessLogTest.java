package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.accesslog.AccessLog;
import dev.weft.broker.accesslog.Format;
import dev.weft.model.time.SystemClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of the access log, of real calls. */
class AccessLogTest {
  private final SystemClock clock = new SystemClock();
  @TempDir Path folder;
  private BrokerFixture mesh;
  private RawRoutee orders;

  @BeforeEach
  void start() throws IOException {
    mesh = new BrokerFixture();
    orders = RawRoutee.answering("hello");
    mesh.put(MeshFixture.service("orders").routee("orders-1", orders.port()).build());
  }

  @AfterEach
  void stop() throws IOException {
    orders.close();
    mesh.close();
    clock.close();
  }

  private AccessLog log(Format format, double sample, long mostBytes) throws IOException {
    var options = new AccessLog.Options(folder.resolve("access.log"), format, sample, mostBytes, 2);
    AccessLog log = AccessLog.start(options, System.out, clock);
    mesh.broker.observe(log);
    return log;
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(folder.resolve("access.log"));
  }

  @Test
  void aLineOfJsonForEachCallWithoutItsSecrets() throws IOException {
    try (AccessLog log = log(Format.JSON, 1, 1 << 20)) {
      mesh.call("GET", "orders", "/cart?token=secret");
      mesh.get("nowhere");
      BrokerFixture.until(() -> log.written() == 2);
    }
    JsonNode first = JsonMapper.shared().readTree(lines().getFirst());
    assertThat(first.get("path").asString()).isEqualTo("/cart");
    assertThat(first.get("status").asInt()).isEqualTo(200);
    assertThat(first.get("bytesOut").asInt()).isEqualTo(5);
    assertThat(first.get("routee").asString()).isEqualTo("orders-1");
    assertThat(first.has("tries")).isFalse();
    assertThat(String.join("", lines())).doesNotContain("secret");
    assertThat(JsonMapper.shared().readTree(lines().getLast()).get("error").asString())
        .isEqualTo("destination_not_found");
  }

  @Test
  void theCommonLogFormatAsOthersWriteIt() throws IOException {
    try (AccessLog log = log(Format.COMMON, 1, 1 << 20)) {
      mesh.call("GET", "orders", "/cart");
      BrokerFixture.until(() -> log.written() == 1);
    }
    assertThat(lines().getFirst())
        .matches(
            "127\\.0\\.0\\.1 - \\S+ \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\] "
                + "\"GET /cart HTTP/1\\.1\" 200 5");
  }

  @Test
  void ofCallsThatAreWellOnlyASampleIsWrittenOfOthersAll() throws IOException {
    try (AccessLog log = log(Format.JSON, 0, 1 << 20)) {
      mesh.put(
          MeshFixture.service("orders").routee("orders-1", orders.port()).build(),
          MeshFixture.service("empty").build());
      for (int i = 0; i < 10; i++) {
        mesh.get("orders");
      }
      mesh.get("empty");
      BrokerFixture.until(() -> log.written() == 1);
      assertThat(log.dropped()).isZero();
    }
    assertThat(lines()).singleElement().asString().contains("\"status\":503");
  }

  @Test
  void aFullFileIsPutAsideAndTheOldestGoes() throws IOException {
    try (AccessLog log = log(Format.COMMON, 1, 500)) {
      for (int i = 0; i < 50; i++) {
        mesh.call("GET", "orders", "/" + i);
      }
      BrokerFixture.until(() -> log.written() == 50);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
    }
    assertThat(Files.size(folder.resolve("access.log.1"))).isBetween(400L, 500L);
    assertThat(lines().getLast()).contains("\"GET /49 ");
  }

  @Test
  void callsDoNotWaitForALogThatCannotBeWritten() throws IOException {
    var stuck = new CountDownLatch(1);
    var out =
        new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            try {
              stuck.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try (AccessLog log =
            AccessLog.start(new AccessLog.Options(null, Format.COMMON, 1, 1 << 20, 1), out, clock);
        RawCaller caller = mesh.caller()) {
      mesh.broker.observe(log);
      for (int i = 0; i < 9_000; i++) {
        caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
        assertThat(caller.read().status()).isEqualTo(200);
      }
      BrokerFixture.until(() -> log.dropped() >= 9_000 - 8_192 - 1);
      stuck.countDown();
    }
  }
}
