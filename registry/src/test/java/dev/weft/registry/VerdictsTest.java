package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.Verdict.State;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VerdictsTest extends RegistryFixture {
  private static final RouteeId ID = new RouteeId("default", "orders-1");

  @BeforeEach
  void register() {
    catalog.put(Documented.routee("orders-1"));
  }

  private void report(State state, String evidence) {
    registry.verdicts().report(ID, new Verdict(state, List.of(evidence), clock.wall()));
  }

  private Resource stored() {
    return catalog.get(Kind.ROUTEE, "default", "orders-1").orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> ready() {
    return ((List<Map<String, Object>>) stored().status().get("conditions")).getFirst();
  }

  @Test
  void writesStateEvidenceAndACondition() {
    report(State.FAILING, "connection refused");

    assertThat(stored().status())
        .containsEntry("verdict", "failing")
        .containsEntry("evidence", List.of("connection refused"))
        .containsEntry("since", clock.wall().toString());
    assertThat(ready())
        .containsEntry("type", "Ready")
        .containsEntry("status", "False")
        .containsEntry("reason", "Failing")
        .containsEntry("message", "connection refused")
        .containsEntry("lastTransitionTime", clock.wall().toString())
        .containsEntry("observedGeneration", 1);
  }

  @Test
  void writesNothingThatIsKnown() {
    report(State.PASSING, "2 of 2 checks");
    long revision = catalog.revision();

    clock.advance(Duration.ofSeconds(1));
    report(State.PASSING, "2 of 2 checks");

    assertThat(catalog.revision()).isEqualTo(revision);
  }

  @Test
  void keepsTheTimesWhileOnlyTheEvidenceChanges() {
    report(State.PASSING, "2 of 2 checks");
    String since = clock.wall().toString();
    clock.advance(Duration.ofSeconds(5));

    report(State.PASSING, "answers in 3 ms");

    assertThat(stored().status())
        .containsEntry("since", since)
        .containsEntry("evidence", List.of("answers in 3 ms"));
    assertThat(ready()).containsEntry("lastTransitionTime", since);
  }

  @Test
  void staysReadyWhileDegraded() {
    report(State.PASSING, "2 of 2 checks");
    String since = clock.wall().toString();
    clock.advance(Duration.ofSeconds(5));

    report(State.DEGRADED, "20 times slower than its peers");

    assertThat(ready())
        .containsEntry("status", "True")
        .containsEntry("reason", "Degraded")
        .containsEntry("lastTransitionTime", since);
    assertThat(stored().status()).containsEntry("since", clock.wall().toString());
  }

  @Test
  void keepsConditionsOfOthers() {
    var other = Map.<String, Object>of("type", "Other", "status", "True");
    catalog.putStatus(Kind.ROUTEE, "default", "orders-1", Map.of("conditions", List.of(other)), 0);

    report(State.PASSING, "2 of 2 checks");

    assertThat(stored().status().get("conditions"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .contains(other)
        .hasSize(2);
  }

  @Test
  void dropsAVerdictOnARouteeThatIsGone() {
    catalog.delete(Kind.ROUTEE, "default", "orders-1", 0);
    long revision = catalog.revision();

    report(State.PASSING, "2 of 2 checks");

    assertThat(catalog.revision()).isEqualTo(revision);
  }

  @Test
  void survivesARestart() {
    report(State.PASSING, "2 of 2 checks");

    restart();

    assertThat(stored().status()).containsEntry("verdict", "passing");
    long revision = catalog.revision();
    report(State.PASSING, "2 of 2 checks");
    assertThat(catalog.revision()).isEqualTo(revision);
  }
}
