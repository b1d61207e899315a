package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.MeshEvent;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistryEventsTest extends RegistryFixture {
  private static final RouteeId ONE = new RouteeId("default", "orders-1");

  private void put(int port, int ttlSeconds) {
    var spec = new HashMap<String, Object>();
    spec.put("service", "orders");
    spec.put("address", "127.0.0.1");
    spec.put("port", port);
    if (ttlSeconds > 0) {
      spec.put("lease", Map.of("ttlSeconds", ttlSeconds));
    }
    catalog.put(
        new Resource(
            Kind.ROUTEE, Metadata.named("default", "orders-1"), Map.of("spec", spec), Map.of()));
  }

  private void judge(Verdict.State state, String evidence) {
    registry.verdicts().report(ONE, new Verdict(state, List.of(evidence), clock.wall()));
  }

  private List<String> reasons() {
    return registry.events().all().stream().map(one -> one.event().reason()).toList();
  }

  private MeshEvent last() {
    return registry.events().all().getLast().event();
  }

  @Test
  void tellsOfARouteesLifeWithCauses() {
    put(8081, 0);
    judge(Verdict.State.PASSING, "GET /healthz answered 200");
    judge(Verdict.State.PASSING, "GET /healthz answered 200 in 3 ms");
    judge(Verdict.State.FAILING, "connection refused");
    assertThat(last().message())
        .isEqualTo(
            "orders-1 is failing, was passing: connection refused; no calls until its checks pass"
                + " again");
    assertThat(last().severity()).isEqualTo(MeshEvent.Severity.WARNING);
    registry.outOfService().put(ONE, OutOfService.Mode.DRAIN, "new disk");
    assertThat(last().message()).contains("is drained", "new disk", "weft uncordon orders-1");
    registry.outOfService().remove(ONE);
    put(8082, 0);
    catalog.delete(Kind.ROUTEE, "default", "orders-1", 0);
    assertThat(reasons())
        .containsExactly(
            "Registered",
            "Passing",
            "Failing",
            "Draining",
            "InService",
            "Moved",
            "Unknown",
            "Deregistered");
  }

  @Test
  void aLapsedLeaseIsToldAsSuchAndARestartTellsNothingTwice() {
    put(8081, 1);
    restart();
    assertThat(reasons()).containsExactly("Registered");
    clock.advance(Duration.ofSeconds(40));
    assertThat(reasons()).containsExactly("Registered", "LeaseLapsed");
  }

  private void observe(@Nullable String degraded) {
    var latencies = new LatencyCounts();
    for (int i = 0; i < 100; i++) {
      latencies.record(1_000_000);
    }
    registry
        .observations()
        .take(
            "host-a",
            List.of(
                new RouteeObservation(
                    ONE, new ServiceName("default", "orders"), 0, 0, latencies, degraded)),
            Map.of());
    clock.advance(Duration.ofMillis(500));
  }

  private Map<String, Object> status() {
    return catalog.get(Kind.ROUTEE, "default", "orders-1").orElseThrow().status();
  }

  @Test
  void callersMakeARouteeDegradedThatPassesItsChecksAndTakeItBack() {
    put(8081, 0);
    judge(Verdict.State.PASSING, "GET /healthz answered 200");
    observe("its p99 is 12 times that of its peers");
    assertThat(status().get("verdict")).isEqualTo("degraded");
    assertThat(status().get("evidence"))
        .isEqualTo(
            List.of(
                "broker host-a: its p99 is 12 times that of its peers",
                "GET /healthz answered 200"));
    judge(Verdict.State.PASSING, "GET /healthz answered 200");
    assertThat(status().get("verdict")).isEqualTo("degraded");
    judge(Verdict.State.FAILING, "connection refused");
    assertThat(status().get("verdict")).isEqualTo("failing");
    judge(Verdict.State.PASSING, "GET /healthz answered 200");
    observe(null);
    assertThat(status().get("verdict")).isEqualTo("passing");
    assertThat(reasons())
        .containsExactly("Registered", "Passing", "Degraded", "Failing", "Degraded", "Passing");
  }

  @Test
  void alertsFireAreEventsAndEnd() throws Exception {
    registry.alerts().start();
    put(8081, 0);
    judge(Verdict.State.FAILING, "connection refused");
    snapshot();
    clock.advance(Duration.ofSeconds(13));
    assertThat(registry.alerts().firing())
        .extracting(alert -> alert.rule().title())
        .containsExactlyInAnyOrder("ServiceDown", "RouteeFailing");
    judge(Verdict.State.PASSING, "GET /healthz answered 200");
    snapshot();
    clock.advance(Duration.ofSeconds(13));
    assertThat(registry.alerts().firing()).isEmpty();
    assertThat(reasons())
        .contains("ServiceDown", "ServiceDownOver", "RouteeFailing", "RouteeFailingOver");
  }
}
