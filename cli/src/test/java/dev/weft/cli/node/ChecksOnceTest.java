package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ControlServer;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.Registry;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeRoutee;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many agents there are, a routee is checked once, by the one beside it. */
class ChecksOnceTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final int AGENTS = 3;
  private static final int ROUTEES_EACH = 2;
  private static final Duration INTERVAL = Duration.ofMillis(500);

  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();

  private static Resource policy() {
    return new Resource(
        Kind.SERVICE_POLICY,
        Metadata.named("default", "orders"),
        Map.of(
            "spec",
            Map.of(
                "targetRefs",
                List.of(Map.of("kind", "Service", "name", "orders")),
                "probe",
                Map.of("http", Map.of("path", "/healthz"), "interval", "500ms"))),
        Map.of());
  }

  private static long admitted(Registry registry) {
    return registry.snapshots().current().service(ORDERS).stream()
        .flatMap(state -> state.routees().stream())
        .filter(routee -> routee.admitted())
        .count();
  }

  @Test
  void eachRouteeIsCheckedOncePerIntervalByItsOwnAgentAlone() throws Exception {
    var routees = new ArrayList<FakeRoutee>();
    var parts = new Parts();
    try {
      RegistryNode node =
          parts.opened(
              RegistryNode.start(
                  new ControlServer.Options("127.0.0.1", 0, folder),
                  () -> Registry.open(folder.resolve("registry"), clock),
                  List.of(),
                  _ -> {},
                  clock));
      node.registry().catalog().put(policy());
      for (int agent = 0; agent < AGENTS; agent++) {
        var documents = new StringBuilder();
        for (int i = 0; i < ROUTEES_EACH; i++) {
          var routee = new FakeRoutee(exchange -> FakeRoutee.answer(exchange, 204, ""));
          routees.add(routee);
          documents.append(routee.document("orders-" + agent + "-" + i, "orders"));
        }
        Path file = Files.writeString(folder.resolve("agent-" + agent + ".yaml"), documents);
        parts.opened(
            MeshUnderTest.agent(node, "host-" + agent, folder, List.of(file.toString()), clock));
      }
      Eventually.so("all are admitted", () -> admitted(node.registry()) == AGENTS * ROUTEES_EACH);

      int[] before = routees.stream().mapToInt(FakeRoutee::received).toArray();
      long began = clock.nanos();
      Eventually.so("some time has passed", () -> clock.nanos() - began > 10 * INTERVAL.toNanos());
      double intervals = (double) (clock.nanos() - began) / INTERVAL.toNanos();

      for (int i = 0; i < routees.size(); i++) {
        // ± 10 % of jitter, one more or less at the edges, and late on a machine that is busy.
        assertThat((double) routees.get(i).received() - before[i])
            .as("checks of routee %d in %.1f intervals", i, intervals)
            .isBetween(0.5 * intervals, 1.12 * intervals + 1);
      }
      assertThat(node.registry().catalog().list(Kind.ROUTEE, null).items())
          .allSatisfy(routee -> assertThat(routee.spec().toString()).contains("agent=host-"));
    } finally {
      parts.close();
      routees.forEach(FakeRoutee::close);
      clock.close();
    }
  }
}
