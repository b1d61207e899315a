package dev.weft.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.observe.StatusCounts;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteReportsTest {
  private static final ServiceName ORDERS = new ServiceName("shop", "orders");
  private static final RouteeId ONE = new RouteeId("shop", "orders-1");

  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private ServedRegistry registry;

  @BeforeEach
  void start() {
    registry = new ServedRegistry(folder, clock);
  }

  @AfterEach
  void stop() {
    registry.close();
    clock.close();
  }

  private static MeshEvent event(int number) {
    return new MeshEvent(
        Instant.parse("2026-01-01T00:00:00Z"),
        MeshEvent.Severity.WARNING,
        "Ejected",
        ORDERS,
        ONE,
        "broker host-a",
        "event " + number);
  }

  private List<MeshEvent> told() {
    return registry.registry().events().all().stream()
        .map(recorded -> recorded.event())
        .filter(event -> !event.source().equals("registry"))
        .toList();
  }

  @Test
  void eventsWaitWhileTheRegistryIsAwayAndArriveOnceAndInOrder() throws Exception {
    registry.stop();
    try (var events = RemoteEvents.start(registry.endpoint(), "host-a", clock)) {
      for (int i = 0; i < 600; i++) {
        events.tell(event(i));
      }
      registry.restart();
      Eventually.so("600 events", () -> told().size() >= 600);
      assertThat(told()).hasSize(600).startsWith(event(0), event(1)).endsWith(event(599));
    }
  }

  @Test
  void whatDoesNotFitIsCountedAndTold() throws Exception {
    registry.stop();
    try (var events = RemoteEvents.start(registry.endpoint(), "host-a", clock)) {
      for (int i = 0; i < 3_000; i++) {
        events.tell(event(i));
      }
      registry.restart();
      Eventually.so("the newest", () -> !told().isEmpty() && told().getLast().equals(event(2_999)));
      assertThat(told()).anyMatch(event -> event.reason().equals("EventsLost"));
      assertThat(told().size()).isBetween(1_000, 1_502);
    }
  }

  @Test
  void anEventThatNoRequestCanHoldKeepsNoOtherFromArriving() throws Exception {
    try (var events = RemoteEvents.start(registry.endpoint(), "host-a", clock)) {
      MeshEvent one = event(1);
      events.tell(
          new MeshEvent(
              one.at(),
              one.severity(),
              one.reason(),
              one.service(),
              one.routee(),
              one.source(),
              "x".repeat(2 << 20)));
      Eventually.so(
          "one that is told later",
          () -> {
            events.tell(one);
            return told().contains(one);
          });
    }
  }

  @Test
  void signalsReachTheRegistryAndGoOnWhenItIsBack() throws Exception {
    var latencies = new LatencyCounts();
    latencies.record(5_000_000);
    var edge = new EdgeName("web", ORDERS, "", ONE);
    var seen = List.of(new EdgeSignal(edge, new StatusCounts(), 1, 2, 3, latencies, 0, null, 0));
    var signals = new RemoteSignals(registry.endpoint(), "host-a", clock);
    registry.stop();
    signals.report(seen);
    registry.restart();
    Eventually.so(
        "a table with the edge",
        () -> {
          signals.report(seen);
          var table = registry.registry().signals().table(60);
          var golden = table.edges().get(edge);
          return golden != null && golden.calls() > 0 && golden.failed() == golden.calls();
        });
  }

  @Test
  void signalsOfMoreEdgesThanOneRequestHoldsAllArrive() throws Exception {
    var many = new ArrayList<EdgeSignal>();
    for (int i = 0; i < 9_000; i++) {
      var latencies = new LatencyCounts();
      latencies.record(i * 1_000_000L);
      var edge = new EdgeName("a-caller-with-a-name-as-long-as-they-get-" + i, ORDERS, "", ONE);
      many.add(new EdgeSignal(edge, new StatusCounts(), 0, 0, 1, latencies, 0, null, 0));
    }
    new RemoteSignals(registry.endpoint(), "host-a", clock).report(many);
    Eventually.so(
        "all of them", () -> registry.registry().signals().table(60).edges().size() == 9_000);
  }

  @Test
  void observationsReachTheRegistryWithBucketsAndWhatWasShed() throws Exception {
    var latencies = new LatencyCounts();
    latencies.record(5_000_000);
    var seen =
        List.of(new RouteeObservation(ONE, ORDERS, 2, 1, latencies, "slower than its peers"));
    var use =
        new ProcessUse(
            ONE, 42, 0.25, 7, 3, 9, 10, 5, 6, 0.5, 8, 0.25, "it has 9 of the 10 files open");
    try (var reports =
        RemoteObservations.start(
            registry.endpoint(),
            "host-a",
            () -> seen,
            () -> Map.of(ORDERS, 3),
            () -> List.of(use),
            clock)) {
      var observations = registry.registry().observations();
      Eventually.so("a report", () -> registry.registry().processes().of(ONE).isPresent());
      assertThat(observations.shed(ORDERS, 12)).isPositive();
      assertThat(observations.of(ORDERS, 12).errorRate()).isBetween(0.6, 0.7);
      assertThat(observations.of(ORDERS, 12).p99Nanos()).isEqualTo(latencies.quantileNanos(0.99));
      assertThat(registry.registry().processes().of(ONE).orElseThrow().use()).isEqualTo(use);
      assertThat(reports).isNotNull();
    }
  }
}
