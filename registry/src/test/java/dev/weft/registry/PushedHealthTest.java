package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.Verdict.State;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PushedHealthTest extends RegistryFixture {
  private static final RouteeId ID = new RouteeId("default", "orders-1");
  private static final ServiceName ORDERS = new ServiceName("default", "orders");

  @BeforeEach
  void register() throws Exception {
    catalog.put(Documented.routee("orders-1"));
    policy(Map.of("push", Map.of("ttl", "10s")));
    snapshotWhere(mesh ->
        mesh.service(ORDERS)
            .filter(one -> one.policy().probe().check() instanceof ProbePolicy.PushCheck)
            .filter(one -> !one.routees().isEmpty())
            .isPresent());
  }

  private void policy(Map<String, Object> probe) {
    catalog.put(
        new Resource(
            Kind.SERVICE_POLICY,
            Metadata.named("default", "orders"),
            Map.of(
                "spec",
                Map.of(
                    "targetRefs",
                    List.of(Map.of("kind", "Service", "name", "orders")),
                    "probe",
                    probe)),
            Map.of()));
  }

  private Verdict verdict() {
    return Routee.fromResource(catalog.get(Kind.ROUTEE, "default", "orders-1").orElseThrow())
        .verdict();
  }

  private void says(State state, String note) throws Exception {
    registry.pushedHealth().put(ID, state, note);
    snapshot(); // what the next sweep looks at
  }

  @Test
  void isWhatItSaysOfItselfUntilItFallsSilent() throws Exception {
    assertThat(verdict().state()).isEqualTo(State.UNKNOWN);
    says(State.PASSING, "");
    assertThat(verdict().state()).isEqualTo(State.PASSING);
    assertThat(verdict().evidence()).containsExactly("says of itself: passing");
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(8));
      says(State.PASSING, "");
    }
    assertThat(verdict().state()).isEqualTo(State.PASSING);

    clock.advance(Duration.ofSeconds(11));

    assertThat(verdict().state()).isEqualTo(State.FAILING);
    assertThat(verdict().evidence().getFirst()).contains("has not said for 10 s");
    says(State.DEGRADED, "the cache is cold");
    assertThat(verdict().evidence()).containsExactly("says of itself: degraded, the cache is cold");
  }

  @Test
  void failsAtOnceWhenItSaysSo() throws Exception {
    says(State.PASSING, "");
    says(State.FAILING, "no database");
    assertThat(verdict().state()).isEqualTo(State.FAILING);
    clock.advance(Duration.ofMinutes(1));
    assertThat(verdict().evidence()).containsExactly("says of itself: failing, no database");
  }

  @Test
  void hasTheWholeTimeAgainAfterTheRegistryWasStartedAnew() throws Exception {
    says(State.PASSING, "");
    clock.advance(Duration.ofSeconds(8));
    restart();
    snapshotWhere(mesh -> mesh.service(ORDERS).filter(s -> !s.routees().isEmpty()).isPresent());
    clock.advance(Duration.ofSeconds(8));
    assertThat(verdict().state()).isEqualTo(State.PASSING);
    clock.advance(Duration.ofSeconds(8));
    assertThat(verdict().state()).isEqualTo(State.FAILING);
  }

  @Test
  void hasNoSayWhereItsPolicyDoesNotLeaveItToIt() throws Exception {
    policy(Map.of("tcp", Map.of()));
    snapshot();
    assertThatThrownBy(() -> registry.pushedHealth().put(ID, State.PASSING, ""))
        .isInstanceOf(CatalogException.Conflict.class)
        .hasMessageContaining("no probe of the kind push");
  }

  @Test
  void refusesWhoIsNotThereAndNotesThatAreTooLong() {
    var nobody = new RouteeId("default", "nobody");
    assertThatThrownBy(() -> registry.pushedHealth().put(nobody, State.PASSING, ""))
        .isInstanceOf(CatalogException.NotFound.class);
    assertThatThrownBy(() -> registry.pushedHealth().put(ID, State.PASSING, "x".repeat(513)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("512");
  }
}
