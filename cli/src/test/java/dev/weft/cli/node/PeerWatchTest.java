package dev.weft.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Broker;
import dev.weft.broker.RouteeReport;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.SystemClock;
import dev.weft.probe.detect.Standing;
import dev.weft.testkit.Eventually;
import dev.weft.testkit.FakeRoutee;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real calls to four routees, of which one turns slow and well again. */
class PeerWatchTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");

  private final SystemClock clock = new SystemClock();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<FakeRoutee> servers = new ArrayList<>();
  private final List<MeshEvent> events = new CopyOnWriteArrayList<>();
  private final FakeSnapshots snapshots = new FakeSnapshots();
  private volatile Map<RouteeId, Standing> heard = Map.of();
  private volatile List<RouteeObservation> reported = List.of();
  private volatile boolean slow;
  private volatile boolean over;
  private Broker broker;
  private PeerWatch watch;

  @BeforeEach
  void start() throws IOException {
    var routees = new ArrayList<Routee>();
    for (int i = 0; i < 4; i++) {
      boolean victim = i == 0;
      var server =
          new FakeRoutee(exchange -> {
            LockSupport.parkNanos(victim && slow ? 120_000_000 : 4_000_000);
            FakeRoutee.answer(exchange, 204, "");
          });
      servers.add(server);
      routees.add(routee("orders-" + i, server.port()));
    }
    broker = Broker.start(new Broker.Options("127.0.0.1", 0, 1), snapshots, clock);
    snapshots.put(new ServiceState(new Service(ORDERS, List.of()), inTurn(), routees));
    watch =
        new PeerWatch(
            broker,
            all -> heard = all,
            (seen, _) -> reported = seen,
            events::add,
            "broker test",
            clock);
    for (int i = 0; i < 8; i++) {
      threads.execute(this::call);
    }
  }

  @AfterEach
  void stop() {
    over = true;
    watch.close();
    broker.close();
    servers.forEach(FakeRoutee::close);
    threads.shutdownNow();
    clock.close();
  }

  /** By turns, as PeakEwma leaves the slow one too few calls to be judged on a busy machine. */
  private static ServicePolicy inTurn() {
    return ServicePolicy.fromResource(
        new Resource(
            Kind.SERVICE_POLICY,
            Metadata.named("default", "orders"),
            Map.of(
                "spec",
                Map.of(
                    "targetRefs",
                    List.of(Map.of("kind", "Service", "name", "orders")),
                    "balance",
                    Map.of("algorithm", "RoundRobin"))),
            Map.of()));
  }

  private static Routee routee(String name, int port) {
    return new Routee(
        new RouteeId("default", name),
        ORDERS,
        "127.0.0.1",
        List.of(new RouteePort("", port, Protocol.HTTP)),
        "",
        100,
        Map.of(),
        null,
        new Verdict(Verdict.State.PASSING, List.of("set by a test"), Instant.EPOCH));
  }

  private void call() {
    var proxy =
        ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()));
    try (HttpClient client = HttpClient.newBuilder().proxy(proxy).build()) {
      var request = HttpRequest.newBuilder(URI.create("http://orders/")).build();
      while (!over) {
        client.send(request, HttpResponse.BodyHandlers.discarding());
      }
    } catch (IOException e) {
      assertThat(over).as("calls fail only when the broker is closed").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void until(String what, BooleanSupplier holds) {
    Eventually.so(() -> what + ": " + events, Duration.ofSeconds(40), holds);
  }

  private double share() {
    return broker.routees().stream()
        .filter(report -> report.routee().id().name().equals("orders-0"))
        .map(RouteeReport::degraded)
        .mapToDouble(degraded -> degraded == null ? 1 : degraded.share())
        .sum();
  }

  private boolean reportedDegraded() {
    return reported.stream()
        .anyMatch(one -> one.routee().name().equals("orders-0") && one.degraded() != null);
  }

  @Test
  void whoTurnsSlowGetsLessAndWhoIsWellAgainGetsItsShareBack() {
    until("calls go everywhere", () -> broker.routees().stream().allMatch(r -> r.ewmaNanos() > 0));
    slow = true;
    until("it is found", () -> events.size() == 1);
    MeshEvent found = events.getFirst();
    assertThat(found.reason()).isEqualTo("Degraded");
    assertThat(found.routee()).isEqualTo(new RouteeId("default", "orders-0"));
    assertThat(found.service()).isEqualTo(ORDERS);
    assertThat(found.message()).contains("its 3 peers");
    assertThat(share()).isLessThan(0.5);
    assertThat(heard.getOrDefault(found.routee(), Standing.EQUAL).findings()).isNotEmpty();
    until("it is reported with the cause", this::reportedDegraded);
    slow = false;
    until("it is well again", () -> events.size() == 2);
    assertThat(events.get(1).reason()).isEqualTo("Recovered");
    assertThat(share()).isEqualTo(1);
    assertThat(heard.get(found.routee())).isEqualTo(Standing.EQUAL);
  }
}
