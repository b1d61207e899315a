package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.Verdict.State;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.RouteeObservation;
import dev.weft.probe.detect.Outliers;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What brokers see of calls joins what checks see. */
class ProbeFindingsTest {
  private final FakeClock clock = new FakeClock();
  private final FakeMesh mesh = new FakeMesh();
  private final ScriptedChecker checker = new ScriptedChecker();
  private long firstMillis = 10;

  @BeforeEach
  void start() {
    var parts =
        new ProbeParts(_ -> checker, new Reports(mesh), clock, Runnable::run, new Random(7));
    Probe probe = Probe.start(mesh, Probe.Options.ALL, parts);
    var outliers = new Outliers();
    clock.every(Duration.ofSeconds(1), () -> probe.standings(outliers.next(lastSecond())));
    for (int i = 1; i <= 3; i++) {
      mesh.register("orders-" + i, 8080 + i);
    }
    pass(15);
    mesh.reported.clear();
  }

  private List<RouteeObservation> lastSecond() {
    var seen = new ArrayList<RouteeObservation>();
    for (int i = 1; i <= 3; i++) {
      var latencies = new LatencyCounts();
      for (int call = 0; call < 100; call++) {
        latencies.record(Duration.ofMillis(i == 1 ? firstMillis : 10).toNanos());
      }
      var id = new RouteeId("default", "orders-" + i);
      seen.add(new RouteeObservation(id, FakeMesh.ORDERS, 0, 0, latencies));
    }
    return seen;
  }

  private void pass(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  @Test
  void degradesARouteeThatPassesItsChecksButIsSlowAndSaysBoth() {
    firstMillis = 500;
    pass(8);

    Verdict verdict = mesh.reported.remove();
    assertThat(verdict.state()).isEqualTo(State.DEGRADED);
    assertThat(verdict.evidence().getFirst())
        .matches("p\\d+ \\d+ ms, its 2 peers 1\\d ms; \\d+ calls in \\d+ s");
    assertThat(verdict.evidence().getLast()).startsWith("tcp 127.0.0.1:8081: connected");
    assertThat(mesh.reported).isEmpty();
  }

  @Test
  void letsItPassAgainWhenItIsLikeItsPeers() {
    firstMillis = 500;
    pass(20);
    firstMillis = 10;
    pass(20);

    assertThat(mesh.reported)
        .extracting(Verdict::state)
        .containsExactly(State.DEGRADED, State.PASSING);
  }

  @Test
  void callsItFailingWhenItsChecksFailToo() {
    firstMillis = 500;
    pass(20);
    mesh.reported.clear();
    checker.finding = "connection refused";
    pass(3);

    assertThat(mesh.reported).hasSize(3).allMatch(v -> v.state() == State.FAILING);
  }

  @Test
  void doesNotFlickerWhileARouteeIsSlowNowAndThen() {
    for (int i = 0; i < 60; i++) {
      firstMillis = i % 4 < 3 ? 500 : 10;
      pass(1);
    }

    assertThat(mesh.reported).hasSizeLessThanOrEqualTo(1);
  }
}
