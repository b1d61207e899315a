package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.control.ControlServer;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.SystemClock;
import dev.weft.registry.OutOfService;
import dev.weft.registry.Registry;
import dev.weft.routee.RegistryEndpoint;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeRoutee;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentNodeTest {
  private static final RouteeId ID = new RouteeId("default", "orders-1");

  private static final HttpRequest ORDERS =
      HttpRequest.newBuilder(URI.create("http://orders/")).build();

  @TempDir Path directory;
  private final SystemClock clock = new SystemClock();

  private static Resource orders(int port) {
    return new Resource(
        Kind.ROUTEE,
        Metadata.named("default", "orders-1"),
        Map.of("spec", Map.of("service", "orders", "address", "127.0.0.1", "port", port)),
        Map.of());
  }

  @Test
  void keepsItsLeaseAndTellsOfTheCallsUnderWayToARouteeThatIsDrained() throws Exception {
    var arrived = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    try (var routee =
            new FakeRoutee(exchange -> {
              arrived.countDown();
              try {
                mayAnswer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              FakeRoutee.answer(exchange, 204, "");
            });
        Registry registry = Registry.open(directory.resolve("registry"), clock);
        ControlServer control =
            ControlServer.start(new ControlServer.Options("127.0.0.1", 0), registry, clock)) {
      registry.catalog().put(orders(routee.port()));
      registry.verdicts().report(ID, new Verdict(Verdict.State.PASSING, List.of(), clock.wall()));
      var options =
          new AgentNode.Options(
              RegistryEndpoint.of(URI.create("http://127.0.0.1:" + control.port()), "", null),
              "host-a",
              "127.0.0.1",
              "127.0.0.1",
              0,
              0,
              "",
              directory.resolve("agent"),
              "127.0.0.1",
              false);
      try (AgentNode agent = AgentNode.start(options, List.of(), _ -> {}, clock)) {
        assertThat(agent.awaitFirst(Duration.ofSeconds(10))).isTrue();
        var call = caller(agent).sendAsync(ORDERS, BodyHandlers.ofString());
        assertThat(arrived.await(10, TimeUnit.SECONDS))
            .as(() -> call.isDone() ? call.join().body() : "the call has not reached the routee")
            .isTrue();

        registry.outOfService().put(ID, OutOfService.Mode.DRAIN, "");
        Eventually.so(
            "a call is under way",
            () -> state(registry).inFlight() == 1 && state(registry).brokersPending() == 0);
        mayAnswer.countDown();
        Eventually.so("none is under way", () -> state(registry).inFlight() == 0);

        assertThat(call.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(registry.leases().agents().list().getFirst().live()).isTrue();
      }
    } finally {
      mayAnswer.countDown();
      clock.close();
    }
  }

  private static HttpClient caller(AgentNode agent) {
    var broker =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.brokerUri().getPort());
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(ProxySelector.of(broker))
        .build();
  }

  private static OutOfService.State state(Registry registry) {
    return registry.outOfService().get(ID).orElseThrow();
  }
}
