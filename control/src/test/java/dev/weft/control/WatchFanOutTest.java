package dev.weft.control;

import static dev.weft.control.ServedMesh.ROUTEES;
import static dev.weft.control.ServedMesh.routee;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ServedMesh.Answer;
import dev.weft.control.http.RawClient;
import dev.weft.control.json.Json;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.testkit.Eventually;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many watches at a time, and such as do not keep up. */
@Timeout(120)
class WatchFanOutTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @TempDir Path dataDir;
  private ServedMesh mesh;

  @BeforeEach
  void start() {
    mesh = new ServedMesh(dataDir);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private RawClient watch(String path, int receiveBytes) throws IOException {
    var client = new RawClient(mesh.server.port(), receiveBytes);
    return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  @Test
  void everyWatchGetsEveryChangeOnceAndInOrder() throws Exception {
    int watches = 100;
    int changes = 200;
    String version = mesh.get(ROUTEES).version();
    var clients = new ArrayList<RawClient>();
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var seen = new ArrayList<Future<List<String>>>();
      for (int i = 0; i < watches; i++) {
        RawClient client = watch(ROUTEES + "?watch=1&resourceVersion=" + version, 0);
        client.readAnswerHead();
        clients.add(client);
        seen.add(readers.submit(() -> names(client, changes)));
      }
      var expected = new ArrayList<String>();
      for (int i = 0; i < changes; i++) {
        mesh.put(ROUTEES + "/r-" + i, routee(1 + i));
        expected.add("r-" + i);
      }
      for (Future<List<String>> names : seen) {
        assertThat(names.get()).isEqualTo(expected);
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  /** The names of the next objects. */
  private static List<String> names(RawClient client, int count) throws IOException {
    var names = new ArrayList<String>();
    while (names.size() < count) {
      Map<String, Object> line = readEvent(client);
      names.add(String.valueOf(new Answer(200, line).objectMetadata().get("name")));
    }
    return names;
  }

  private static Map<String, Object> readEvent(RawClient client) throws IOException {
    return Json.readObject(client.readChunkedLine().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void watchesThatDoNotReadCostNoMemoryAreToldSoAndAreCutOff() throws Exception {
    int watches = 200;
    String version = mesh.get(MAPS).version();
    var clients = new ArrayList<RawClient>();
    try {
      for (int i = 0; i < watches; i++) {
        RawClient client = watch(MAPS + "?watch=1&resourceVersion=" + version, 4096);
        client.readAnswerHead(); // and nothing after it
        clients.add(client);
      }
      long directBefore = directBytes();
      String large = "x".repeat(100_000);
      for (int i = 0; i < 900; i++) { // 90 MB: more than the catalog remembers
        put("m", i + large);
      }
      // Were each sent what it does not read, it would be 18 GB.
      assertThat(directBytes() - directBefore).isLessThan(64L << 20);
      assertThat(mesh.get(MAPS + "/m").code()).isEqualTo(200);

      RawClient late = clients.getFirst();
      Map<String, Object> line = readEvent(late);
      while (!"ERROR".equals(line.get("type"))) {
        line = readEvent(late);
      }
      assertThat(String.valueOf(line.get("object"))).contains("code=410", "reason=Expired");
      assertThat(late.readLine()).isEqualTo("0");

      Eventually.so(
          "those that went on not reading are cut off",
          () -> {
            mesh.clock.advance(Duration.ofSeconds(1));
            return mesh.server.connections() <= 5;
          });
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum()
        + io.netty.util.internal.PlatformDependent.usedDirectMemory();
  }

  @Test
  void aClientThatCatchesUpMissesNothing() throws Exception {
    String version = mesh.get(MAPS).version();
    try (var client = watch(MAPS + "?watch=1&resourceVersion=" + version, 4096)) {
      client.readAnswerHead();
      String some = "x".repeat(20_000);
      for (int i = 0; i < 100; i++) { // 2 MB: more than waits for it, less than is remembered
        put("m-" + i, some);
      }
      for (int i = 0; i < 100; i++) {
        Map<String, Object> line = readEvent(client);
        assertThat(new Answer(200, line).objectMetadata().get("name")).isEqualTo("m-" + i);
      }
    }
  }

  private void put(String name, String value) {
    Map<String, Object> tree = Map.of("metadata", Map.of("name", name), "data", Map.of("k", value));
    mesh.registry.catalog().put(Resource.fromTree(Kind.CONFIG_MAP, tree, "default"));
  }

  @Test
  void aLongListToBeginWithComesAtTheClientsPace() throws Exception {
    String some = "x".repeat(20_000);
    for (int i = 100; i < 300; i++) {
      put("m-" + i, some);
    }
    String query =
        "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true";
    try (var client = watch(MAPS + query, 4096)) {
      client.readAnswerHead();
      put("late", "x");
      for (int i = 100; i < 300; i++) {
        assertThat(names(client, 1)).containsExactly("m-" + i);
      }
    }
  }
}
