package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.alert.Alert;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeClock;
import dev.weft.testkit.FakeRoutee;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a broker sees becomes known to the whole mesh: over real sockets, in one process and split
 * into registry and agent, on a clock that the test moves.
 */
class MeshKnowledgeTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private final FakeClock clock = new FakeClock();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<FakeRoutee> servers = new ArrayList<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final CountDownLatch arrived = new CountDownLatch(1);
  private volatile IntPredicate fails = _ -> false;
  private volatile boolean victimFails;

  static Stream<Arguments> meshes() {
    BiFunction<Path, Clock, MeshUnderTest> one = MeshUnderTest::inOneProcess;
    BiFunction<Path, Clock, MeshUnderTest> split = MeshUnderTest::split;
    return Stream.of(Arguments.of("in one process", one), Arguments.of("split", split));
  }

  @BeforeEach
  void serve() throws IOException {
    for (int i = 0; i < 3; i++) {
      boolean victim = i == 0;
      var calls = new AtomicInteger();
      servers.add(
          new FakeRoutee(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
              arrived.countDown();
              awaitEnd();
              FakeRoutee.answer(exchange, 204, "");
            } else {
              boolean failing = fails.test(calls.getAndIncrement()) || (victim && victimFails);
              FakeRoutee.answer(exchange, failing ? 503 : 204, "");
            }
          }));
    }
  }

  @AfterEach
  void stop() {
    mayEnd.countDown();
    servers.forEach(FakeRoutee::close);
    threads.shutdownNow();
  }

  private void awaitEnd() {
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void register(MeshUnderTest mesh, Map<String, Object> more) {
    var policy =
        new HashMap<String, Object>(
            Map.of(
                "targetRefs",
                List.of(Map.of("kind", "Service", "name", "orders")),
                // One check each: time moves in leaps here, which a check under way would not see.
                "probe",
                Map.of("interval", "1h", "timeout", "1h"),
                "balance",
                Map.of("algorithm", "RoundRobin"),
                "timeout",
                Map.of("request", "1h", "idle", "1h")));
    policy.putAll(more);
    put(mesh, Kind.SERVICE_POLICY, "orders", policy);
    for (int i = 0; i < servers.size(); i++) {
      put(
          mesh,
          Kind.ROUTEE,
          "orders-" + i,
          Map.of("service", "orders", "address", "127.0.0.1", "port", servers.get(i).port()));
    }
    Eventually.so(
        "all are admitted",
        () -> {
          clock.advance(Duration.ofMillis(10));
          return routeesAdmitted(mesh) == servers.size() && status(mesh) == 204;
        });
  }

  private static void put(MeshUnderTest mesh, Kind kind, String name, Map<String, Object> spec) {
    mesh.registry()
        .catalog()
        .put(new Resource(kind, Metadata.named("default", name), Map.of("spec", spec), Map.of()));
  }

  private static long routeesAdmitted(MeshUnderTest mesh) {
    var service = mesh.registry().snapshots().current().service(ORDERS);
    return service.stream()
        .flatMap(state -> state.routees().stream())
        .filter(routee -> routee.admitted())
        .count();
  }

  private HttpClient caller(MeshUnderTest mesh) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .executor(threads)
        .proxy(
            ProxySelector.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), mesh.broker().getPort())))
        .build();
  }

  private int status(MeshUnderTest mesh) {
    try (HttpClient caller = caller(mesh)) {
      return caller.send(request("/"), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://orders" + path)).build();
  }

  /** Some seconds of the mesh's life with calls in each. */
  private void live(HttpClient caller, int seconds, int callsASecond)
      throws IOException, InterruptedException {
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < callsASecond; i++) {
        caller.send(request("/"), BodyHandlers.discarding());
      }
      clock.advance(SECOND);
    }
  }

  private static List<MeshEvent> told(MeshUnderTest mesh, String reason) {
    return mesh.registry().events().all().stream()
        .map(recorded -> recorded.event())
        .filter(event -> event.reason().equals(reason))
        .toList();
  }

  private static boolean fires(MeshUnderTest mesh, String rule) {
    return mesh.registry().alerts().firing().stream()
        .map(Alert::rule)
        .anyMatch(firing -> firing.title().equals(rule));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("meshes")
  void aRouteeThatBeginsToFailIsEjectedAndTheMeshKnowsWhy(
      String name, BiFunction<Path, Clock, MeshUnderTest> make) throws Exception {
    try (MeshUnderTest mesh = make.apply(folder, clock);
        HttpClient caller = caller(mesh)) {
      register(mesh, Map.of());
      live(caller, 2, 10);
      victimFails = true;
      live(caller, 1, 40);
      Eventually.so("the ejection is known", () -> !told(mesh, "Ejected").isEmpty());
      MeshEvent ejected = told(mesh, "Ejected").getFirst();
      assertThat(ejected.routee()).isEqualTo(new RouteeId("default", "orders-0"));
      assertThat(ejected.service()).isEqualTo(ORDERS);
      assertThat(ejected.source()).startsWith("broker ");
      assertThat(ejected.message()).contains("5 consecutive 5xx answers", "trial call");

      victimFails = false;
      live(caller, 5, 10);

      Eventually.so("it is back", () -> !told(mesh, "Returned").isEmpty());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("meshes")
  void aServiceThatFailsManyCallsRaisesAnAlertThatEndsWhenItHeals(
      String name, BiFunction<Path, Clock, MeshUnderTest> make) throws Exception {
    try (MeshUnderTest mesh = make.apply(folder, clock);
        HttpClient caller = caller(mesh)) {
      register(mesh, Map.of());
      live(caller, 5, 10);
      assertThat(fires(mesh, "ServiceErrors")).isFalse();
      fails = count -> count % 3 == 0;
      live(caller, 45, 10);
      assertThat(fires(mesh, "ServiceErrors")).isTrue();
      assertThat(told(mesh, "ServiceErrors").getFirst().message()).contains("tries at routees");

      fails = _ -> false;
      live(caller, 75, 10);

      assertThat(fires(mesh, "ServiceErrors")).isFalse();
      assertThat(told(mesh, "ServiceErrorsOver")).hasSize(1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("meshes")
  void callsThatAreShedRaiseAnAlertThatEndsWhenThereIsRoom(
      String name, BiFunction<Path, Clock, MeshUnderTest> make) throws Exception {
    try (MeshUnderTest mesh = make.apply(folder, clock);
        HttpClient caller = caller(mesh)) {
      register(mesh, Map.of("limit", Map.of("maxRequests", 1)));
      var slow =
          caller.sendAsync(
              HttpRequest.newBuilder(URI.create("http://orders/slow"))
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              BodyHandlers.discarding());
      assertThat(arrived.await(20, TimeUnit.SECONDS)).as("the slow call has arrived").isTrue();
      live(caller, 10, 5);
      assertThat(status(mesh)).isEqualTo(503);
      assertThat(fires(mesh, "Overloaded")).isTrue();
      Eventually.so("it is known", () -> !told(mesh, "Shedding").isEmpty());

      mayEnd.countDown();
      assertThat(slow.join().statusCode()).isEqualTo(204);
      live(caller, 60, 5);

      assertThat(fires(mesh, "Overloaded")).isFalse();
      Eventually.so("it is over", () -> !told(mesh, "SheddingOver").isEmpty());
      assertThat(told(mesh, "Shedding")).hasSize(1);
    }
  }
}
