package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Routee.Duty;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RegistrationsTest extends RegistryFixture {
  private Routee read(String name) {
    return Routee.fromResource(catalog.get(Kind.ROUTEE, "default", name).orElseThrow());
  }

  private Map<?, ?> dampedCondition(String name) {
    return Conditions.find(
        catalog.get(Kind.ROUTEE, "default", name).orElseThrow().status(), Registrations.DAMPED);
  }

  private void peer() throws Exception {
    catalog.put(Documented.routee("peer"));
    registry
        .verdicts()
        .report(
            new RouteeId("default", "peer"),
            new Verdict(Verdict.State.PASSING, List.of("well"), clock.wall()));
    snapshot();
  }

  private void restartRoutee(String name) {
    catalog.put(Documented.routee(name));
    clock.advance(Duration.ofSeconds(2));
    catalog.delete(Kind.ROUTEE, "default", name, 0);
    clock.advance(Duration.ofSeconds(2));
  }

  private void flap(String name) {
    for (int i = 0; i < 4; i++) {
      restartRoutee(name);
    }
    catalog.put(Documented.routee(name));
  }

  @Test
  void dampsARouteeThatComesAndGoesUntilItHasSettled() throws Exception {
    peer();
    flap("flapper");

    assertThat(read("flapper").duty()).isEqualTo(Duty.DAMPED);
    assertThat(dampedCondition("flapper").get("status")).isEqualTo("True");
    assertThat(dampedCondition("flapper").get("reason")).isEqualTo("Flapping");
    assertThat(String.valueOf(dampedCondition("flapper").get("message")))
        .contains("too often", "2026-01-01T00:0");

    clock.advance(Duration.ofMinutes(1));
    assertThat(read("flapper").duty()).isEqualTo(Duty.DAMPED);
    clock.advance(Duration.ofMinutes(2));
    assertThat(read("flapper").duty()).isEqualTo(Duty.IN_SERVICE);
    assertThat(dampedCondition("flapper").get("status")).isEqualTo("False");
  }

  @Test
  void dampsARouteeThatMovesAgainAndAgain() throws Exception {
    peer();
    for (int port = 1; port <= 6; port++) {
      catalog.put(Documented.routee("default", "flapper", port));
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(read("flapper").duty()).isEqualTo(Duty.DAMPED);
  }

  @Test
  void neverHurtsARollingRestart() throws Exception {
    peer();
    for (int restart = 0; restart < 3; restart++) {
      for (int i = 1; i <= 5; i++) {
        restartRoutee("orders-" + i);
        catalog.put(Documented.routee("orders-" + i));
        assertThat(read("orders-" + i).duty()).isEqualTo(Duty.IN_SERVICE);
      }
    }
  }

  @Test
  void neverDampsTheOnlyRouteeThatCouldTakeCalls() throws Exception {
    flap("flapper");
    assertThat(read("flapper").duty()).isEqualTo(Duty.IN_SERVICE);

    peer();
    catalog.delete(Kind.ROUTEE, "default", "flapper", 0);
    catalog.put(Documented.routee("flapper"));
    assertThat(read("flapper").duty()).isEqualTo(Duty.DAMPED);

    catalog.delete(Kind.ROUTEE, "default", "peer", 0);
    snapshot();
    clock.advance(Leases.SWEEP_PERIOD);
    assertThat(read("flapper").duty()).isEqualTo(Duty.IN_SERVICE);
  }

  @Test
  void bringsADampedRouteeBackAfterARestartThatHasForgottenWhy() throws Exception {
    peer();
    flap("flapper");

    restart();
    assertThat(read("flapper").duty()).isEqualTo(Duty.DAMPED);
    clock.advance(FlapDamping.LONGEST);

    assertThat(read("flapper").duty()).isEqualTo(Duty.IN_SERVICE);
  }
}
