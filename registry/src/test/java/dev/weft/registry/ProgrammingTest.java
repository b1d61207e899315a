package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.AgentReport.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProgrammingTest extends RegistryFixture {
  private static final Duration TTL = Duration.ofSeconds(60);

  private long changed;

  @BeforeEach
  void policy() {
    changed =
        catalog
            .put(Documented.policy("orders", "orders", "10s"))
            .resource()
            .metadata()
            .resourceVersion();
    awaitStatus(Kind.SERVICE_POLICY, "orders");
  }

  private Resource stored() {
    return catalog.get(Kind.SERVICE_POLICY, "default", "orders").orElseThrow();
  }

  private Map<?, ?> programmed() {
    return Conditions.find(stored().status(), Finding.PROGRAMMED);
  }

  private void report(String agent, long revision, String... refusals) {
    List<Refused> refused =
        List.of(refusals).stream()
            .map(reason -> new Refused(Kind.SERVICE_POLICY, "default", "orders", reason))
            .toList();
    registry.leases().renewAgent(agent, TTL, new AgentReport(revision, refused, Map.of()));
  }

  private void sweep() {
    clock.advance(Leases.SWEEP_PERIOD);
  }

  @Test
  void isProgrammedOnceEveryLiveBrokerHasAppliedIt() {
    report("a", changed);
    report("b", changed - 1);
    sweep();
    assertThat(programmed()).isEmpty();

    report("b", changed);
    sweep();
    assertThat(programmed().get("status")).isEqualTo("True");
    assertThat(programmed().get("message")).isEqualTo("2 brokers run it");
    assertThat(programmed().get("observedGeneration")).isEqualTo(1);
    assertThat(stored().status().get("brokers"))
        .isEqualTo(
            List.of(
                Map.of("name", "a", "state", "Programmed"),
                Map.of("name", "b", "state", "Programmed")));
  }

  @Test
  void isWrittenOnceHoweverManyBrokersThereAre() {
    for (int i = 0; i < 1000; i++) {
      report("agent-" + i, changed - 1);
    }
    long before = catalog.revision();
    for (int i = 0; i < 1000; i++) {
      report("agent-" + i, changed);
      if (i % 100 == 0) {
        sweep();
      }
    }
    sweep();
    clock.advance(Duration.ofSeconds(10));

    assertThat(programmed().get("message")).isEqualTo("1000 brokers run it");
    assertThat((List<?>) stored().status().get("brokers")).hasSize(Finding.SHOWN);
    assertThat(catalog.revision() - before).isBetween(1L, 2L); // it took longer than the patience
  }

  @Test
  void namesTheBrokerThatRefusesItWithItsReasonAndForgetsItWhenItRunsIt() {
    report("a", changed);
    report("b", changed, "the file is not there");
    sweep();

    assertThat(programmed().get("status")).isEqualTo("False");
    assertThat(programmed().get("reason")).isEqualTo("Refused");
    assertThat(programmed().get("message")).isEqualTo("b refuses it: the file is not there");
    assertThat(((List<?>) stored().status().get("brokers")).getFirst())
        .isEqualTo(Map.of("name", "b", "state", "Refused", "reason", "the file is not there"));

    report("b", catalog.revision());
    sweep();
    assertThat(programmed().get("status")).isEqualTo("True");
  }

  @Test
  void takesARefusalOfAnOlderGenerationForNone() {
    report("a", changed, "too short");
    sweep();
    assertThat(programmed().get("reason")).isEqualTo("Refused");

    catalog.put(Documented.policy("orders", "orders", "20s"));
    long revision = catalog.revision();
    sweep();
    assertThat(programmed().get("observedGeneration")).isEqualTo(1);
    report("a", revision);
    sweep();
    assertThat(programmed().get("status")).isEqualTo("True");
    assertThat(programmed().get("observedGeneration")).isEqualTo(2);
  }

  @Test
  void comesToKnowOfARefusalThatCameAfterItRan() {
    report("a", changed);
    sweep();
    assertThat(programmed().get("status")).isEqualTo("True");
    assertThat(programmed().get("message")).isEqualTo("1 broker runs it");

    report("a", catalog.revision(), "its certificate has run out");
    sweep();
    assertThat(programmed().get("reason")).isEqualTo("Refused");
  }

  @Test
  void saysOnceThatBrokersTakeLongAndThatThereIsNone() {
    clock.advance(Programming.PATIENCE);
    assertThat(programmed().get("status")).isEqualTo("Unknown");
    assertThat(programmed().get("reason")).isEqualTo("NoBroker");

    report("slow", changed - 1);
    sweep();
    assertThat(programmed().get("status")).isEqualTo("False");
    assertThat(programmed().get("reason")).isEqualTo("Pending");
    assertThat(programmed().get("message")).isEqualTo("not applied yet by slow");
    long revision = catalog.revision();
    report("slow", changed - 1);
    clock.advance(Duration.ofSeconds(10));
    assertThat(catalog.revision()).isEqualTo(revision);
  }

  @Test
  void saysThatNoBrokerRunsAKindThatNoneKnows() {
    catalog.put(
        Documented.document(
            Kind.HTTP_ROUTE,
            "default",
            "web",
            Map.of("spec", Map.of("parentRefs", List.of(Map.of("name", "edge"))))));
    awaitStatus(Kind.HTTP_ROUTE, "web");
    registry
        .leases()
        .renewAgent(
            "a",
            TTL,
            new AgentReport(
                catalog.revision(), List.of(), Map.of(), Set.of(Kind.SERVICE_POLICY), List.of()));
    clock.advance(Leases.SWEEP_PERIOD);
    clock.advance(Programming.PATIENCE);

    Map<?, ?> condition =
        Conditions.find(
            catalog.get(Kind.HTTP_ROUTE, "default", "web").orElseThrow().status(),
            Finding.PROGRAMMED);
    assertThat(condition.get("reason")).isEqualTo("NotSupported");
    assertThat(condition.get("message")).isEqualTo("no broker here runs HTTPRoute resources");
  }

  @Test
  void writesNothingAgainAfterARestart() {
    report("a", changed);
    sweep();
    long revision = catalog.revision();

    restart();
    report("a", revision);
    clock.advance(Duration.ofSeconds(20));

    assertThat(catalog.revision()).isEqualTo(revision);
  }
}
