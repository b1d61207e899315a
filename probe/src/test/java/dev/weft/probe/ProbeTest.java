package dev.weft.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.Verdict.State;
import dev.weft.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private final FakeClock clock = new FakeClock();
  private final FakeMesh mesh = new FakeMesh();
  private final ScriptedChecker checker = new ScriptedChecker();
  private Probe probe;

  @BeforeEach
  void start() {
    var parts =
        new ProbeParts(_ -> checker, new Reports(mesh), clock, Runnable::run, new Random(7));
    probe = Probe.start(mesh, Probe.Options.ALL, parts);
  }

  private List<State> reportedStates() {
    var drained = new ArrayList<Verdict>();
    mesh.reported.drainTo(drained);
    return drained.stream().map(Verdict::state).toList();
  }

  private void pass(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  @Test
  void admitsANewRouteeAtOnceWithItsEvidence() {
    mesh.register("orders-1", 8081);
    pass(0);

    Verdict verdict = mesh.reported.remove();
    assertThat(verdict.state()).isEqualTo(State.PASSING);
    assertThat(verdict.evidence()).containsExactly("tcp 127.0.0.1:8081: connected in 1 ms");
    assertThat(verdict.since()).isEqualTo(clock.wall());
  }

  @Test
  void admitsARouteeThatStartsSlowlyWithin100MillisOfListening() {
    checker.finding = "connection refused";
    mesh.register("orders-1", 8081);
    pass(5000);
    assertThat(reportedStates()).containsExactly(State.FAILING);

    checker.finding = "connected";
    pass(100);

    assertThat(reportedStates()).containsExactly(State.PASSING);
  }

  @Test
  void reportsADeadRouteeWithin300MillisOfTheFirstFailure() {
    mesh.register("orders-1", 8081);
    pass(3000);
    mesh.reported.clear();
    checker.finding = "connection refused";

    pass(1100 + 200);

    Verdict verdict = mesh.reported.remove();
    assertThat(verdict.state()).isEqualTo(State.FAILING);
    assertThat(verdict.evidence())
        .containsExactly("tcp 127.0.0.1:8081: connection refused, 3 in a row");
  }

  @Test
  void countsNoFailureOfTheStartPeriod() {
    mesh.policy(
        new ProbePolicy(
            new ProbePolicy.TcpCheck(),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            2,
            3,
            Duration.ofSeconds(20)));
    checker.finding = "connection refused";
    mesh.register("orders-1", 8081);
    pass(19_000);
    assertThat(mesh.reported)
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.state()).isEqualTo(State.UNKNOWN);
          assertThat(verdict.evidence())
              .containsExactly(
                  "tcp 127.0.0.1:8081: connection refused, 3 in a row",
                  "has not passed yet; failures of its start period do not count");
        });
    mesh.reported.clear();

    pass(3000);
    assertThat(reportedStates()).containsExactly(State.FAILING);
  }

  @Test
  void endsTheStartPeriodWithTheFirstPass() {
    mesh.policy(
        new ProbePolicy(
            new ProbePolicy.TcpCheck(),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            2,
            3,
            Duration.ofHours(1)));
    mesh.register("orders-1", 8081);
    pass(1000);
    checker.finding = "connection refused";
    pass(3000);

    assertThat(reportedStates()).containsExactly(State.PASSING, State.FAILING);
  }

  @Test
  void reportsOnlyWhatChanges() {
    mesh.register("orders-1", 8081);
    pass(600_000);

    assertThat(reportedStates()).containsExactly(State.PASSING);
    assertThat(checker.checks).isBetween(540, 670);
  }

  @Test
  void reportsThatAFailingRouteeFailsForAnotherReason() {
    mesh.register("orders-1", 8081);
    pass(1000);
    checker.finding = "connection refused";
    pass(10_000);
    mesh.reported.clear();

    checker.finding = "503";
    pass(10_000);

    Verdict verdict = mesh.reported.remove();
    assertThat(verdict.evidence().getFirst()).contains("503");
    assertThat(mesh.reported).isEmpty();
  }

  @Test
  void letsAFallenRouteeBackInWithinAnIntervalAndAQuickCheck() {
    mesh.register("orders-1", 8081);
    pass(1000);
    checker.finding = "connection refused";
    pass(10_000);
    checker.finding = "connected";

    pass(1200);

    assertThat(reportedStates()).containsExactly(State.PASSING, State.FAILING, State.PASSING);
  }

  @Test
  void dampsARouteeThatFlapsAndSaysSo() {
    mesh.register("orders-1", 8081);
    for (int second = 0; second < 60; second++) {
      checker.finding = "connection refused";
      pass(1500);
      checker.finding = "connected";
      pass(1500);
    }

    var verdicts = new ArrayList<Verdict>();
    mesh.reported.drainTo(verdicts);
    assertThat(verdicts).hasSizeLessThan(20);
    assertThat(verdicts)
        .anySatisfy(verdict ->
            assertThat(verdict.evidence())
                .anyMatch(line -> line.startsWith("flapping, 3 falls within a minute")));
  }

  @Test
  void goesOnFromTheVerdictThatTheRegistryHolds() {
    mesh.register("orders-1", 8081, new Verdict(State.PASSING, List.of("before"), Instant.EPOCH));
    pass(10_000);

    assertThat(reportedStates()).isEmpty();
  }

  @Test
  void reportsAgainWhatTheRegistryDidNotTake() {
    mesh.losesReports = true;
    mesh.register("orders-1", 8081);
    pass(5000);
    mesh.losesReports = false;

    pass(1100);

    assertThat(reportedStates()).containsExactly(State.PASSING);
  }

  @Test
  void admitsARouteeThatRegistersAnewAsANewOne() {
    mesh.register("orders-1", 8081);
    pass(1000);
    checker.finding = "connection refused";
    pass(20_000);
    mesh.reported.clear();

    checker.finding = "connected";
    mesh.register("orders-1", 8081);
    pass(0);

    assertThat(reportedStates()).containsExactly(State.PASSING);
  }

  @Test
  void checksAtOnceWhenThePolicyChanges() {
    mesh.policy(
        new ProbePolicy(
            new ProbePolicy.TcpCheck(), Duration.ofHours(1), Duration.ofSeconds(1), 2, 3));
    mesh.register("orders-1", 8081);
    pass(1000);
    checker.checks = 0;

    mesh.policy(ProbePolicy.DEFAULT);
    pass(0);

    assertThat(checker.checks).isEqualTo(1);
  }

  @Test
  void checksAtOnceWhenThePolicyChangesDuringACheck() {
    mesh.policy(
        new ProbePolicy(
            new ProbePolicy.TcpCheck(), Duration.ofHours(1), Duration.ofSeconds(1), 2, 3));
    checker.meanwhile = () -> mesh.policy(ProbePolicy.DEFAULT);
    mesh.register("orders-1", 8081);

    pass(0);

    assertThat(checker.checks).isEqualTo(2);
  }

  @Test
  void forgetsARouteeThatIsGone() {
    mesh.register("orders-1", 8081);
    pass(1000);
    mesh.deregister("orders-1");
    checker.checks = 0;

    pass(60_000);

    assertThat(checker.checks).isZero();
    assertThat(checker.closed).isEqualTo(1);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void checksNothingOnceClosed() {
    mesh.register("orders-1", 8081);
    pass(1000);

    probe.close();
    probe.close();

    assertThat(clock.pending()).isZero();
  }
}
