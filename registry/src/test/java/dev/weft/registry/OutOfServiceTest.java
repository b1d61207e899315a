package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Routee.Duty;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OutOfServiceTest extends RegistryFixture {
  private static final RouteeId ID = new RouteeId("default", "orders-1");

  @BeforeEach
  void register() {
    catalog.put(Documented.routee("orders-1"));
    registry
        .verdicts()
        .report(ID, new Verdict(Verdict.State.PASSING, List.of("well"), clock.wall()));
  }

  private Routee read() {
    return Routee.fromResource(catalog.get(Kind.ROUTEE, "default", "orders-1").orElseThrow());
  }

  @Test
  void takesARouteeOutAndBringsItBackWithItsVerdict() {
    registry.outOfService().put(ID, OutOfService.Mode.CORDON, "a new kernel");
    assertThat(read().duty()).isEqualTo(Duty.CORDONED);
    assertThat(read().verdict().state()).isEqualTo(Verdict.State.PASSING);
    OutOfService.State state = registry.outOfService().get(ID).orElseThrow();
    assertThat(state.mode()).isEqualTo(OutOfService.Mode.CORDON);
    assertThat(state.reason()).isEqualTo("a new kernel");
    assertThat(state.since()).isEqualTo(clock.wall());

    assertThat(registry.outOfService().remove(ID)).isTrue();
    assertThat(registry.outOfService().remove(ID)).isFalse();
    assertThat(read().admitted()).isTrue();
    assertThat(registry.outOfService().get(ID)).isEmpty();
  }

  @Test
  void keepsTheTimeWhenACordonBecomesADrainAndWritesNothingTwice() {
    var began = clock.wall();
    registry.outOfService().put(ID, OutOfService.Mode.CORDON, "");
    clock.advance(Duration.ofSeconds(10));
    registry.outOfService().put(ID, OutOfService.Mode.DRAIN, "");
    assertThat(registry.outOfService().get(ID).orElseThrow().since()).isEqualTo(began);

    long revision = catalog.revision();
    registry.outOfService().put(ID, OutOfService.Mode.DRAIN, "");
    assertThat(catalog.revision()).isEqualTo(revision);
  }

  @Test
  void isUndoneByNoRegistrationNoVerdictAndNoRestart() {
    registry.outOfService().put(ID, OutOfService.Mode.DRAIN, "");

    catalog.put(Documented.routee("orders-1"));
    catalog.put(Documented.routee("default", "orders-1", 9999));
    assertThat(read().verdict().state()).isEqualTo(Verdict.State.UNKNOWN);
    registry
        .verdicts()
        .report(ID, new Verdict(Verdict.State.PASSING, List.of("well"), clock.wall()));
    restart();

    assertThat(read().duty()).isEqualTo(Duty.DRAINING);
  }

  @Test
  void countsTheCallsUnderWayAndTheBrokersThatHaveNotHeardOfItYet() {
    long before = catalog.revision();
    Duration ttl = Duration.ofSeconds(15);
    registry.leases().renewAgent("a", ttl, new AgentReport(before, List.of(), Map.of()));
    registry.leases().renewAgent("b", ttl, new AgentReport(before, List.of(), Map.of()));
    OutOfService.State state = registry.outOfService().put(ID, OutOfService.Mode.DRAIN, "");
    assertThat(state.brokersPending()).isEqualTo(2);

    long after = catalog.revision();
    registry.leases().renewAgent("a", ttl, new AgentReport(after, List.of(), Map.of(ID, 3)));
    registry.leases().renewAgent("b", ttl, new AgentReport(after, List.of(), Map.of(ID, 1)));
    state = registry.outOfService().get(ID).orElseThrow();
    assertThat(state.brokersPending()).isZero();
    assertThat(state.inFlight()).isEqualTo(4);
  }

  @Test
  void saysWhatIsNotThereOrTooLong() {
    var nobody = new RouteeId("default", "nobody");
    assertThatThrownBy(() -> registry.outOfService().put(nobody, OutOfService.Mode.CORDON, ""))
        .isInstanceOf(CatalogException.NotFound.class);
    assertThatThrownBy(() -> registry.outOfService().get(nobody))
        .isInstanceOf(CatalogException.NotFound.class);
    assertThatThrownBy(
            () -> registry.outOfService().put(ID, OutOfService.Mode.CORDON, "x".repeat(2000)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("at most 1024 characters");
  }
}
