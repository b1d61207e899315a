package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AgentLeasesTest extends RegistryFixture {
  private static final Duration TTL = Duration.ofSeconds(15);
  private static final AgentReport REPORT = new AgentReport(0, List.of(), Map.of());

  private void report(String... agents) {
    for (String agent : agents) {
      registry.leases().renewAgent(agent, TTL, REPORT);
    }
  }

  /** The agents report every five seconds. */
  private void keepAlive(Duration time, String... agents) {
    for (Duration left = time; !left.isNegative(); left = left.minusSeconds(5)) {
      report(agents);
      clock.advance(Duration.ofSeconds(5));
    }
  }

  /** Ten routees on each of these agents' hosts. */
  private void register(String... agents) {
    for (String agent : agents) {
      for (int i = 0; i < 10; i++) {
        catalog.put(Documented.covered(agent + "-" + i, agent));
      }
    }
  }

  private String leased(String name) {
    return String.valueOf(
        Conditions.find(
                catalog.get(Kind.ROUTEE, "default", name).orElseThrow().status(),
                Registrations.LEASED)
            .get("reason"));
  }

  @Test
  void coversAllRouteesOfAnAgentByItsOneLease() {
    report("a", "b", "c");
    register("a", "b", "c");

    keepAlive(Duration.ofMinutes(10), "a", "b", "c");

    assertThat(routees()).hasSize(30);
    assertThat(registry.leases().renew(new RouteeId("default", "a-1"))).isTrue();
  }

  @Test
  void evictsTheRouteesOfOneHostOfThreeOnceItWasSilentForTwoLeases() {
    report("a", "b", "c");
    register("a", "b", "c");

    keepAlive(Duration.ofSeconds(20), "b", "c");
    assertThat(routees()).hasSize(30);
    assertThat(registry.leases().massLapse()).isEmpty();

    keepAlive(Duration.ofSeconds(10), "b", "c");
    assertThat(routees()).hasSize(20).noneMatch(name -> name.startsWith("a-"));
    assertThat(registry.leases().agents().list()).extracting(Agent::name).containsExactly("b", "c");
  }

  @Test
  void forgivesAnAgentThatIsBackBeforeItsSecondLeaseIsOver() {
    report("a", "b", "c");
    register("a", "b", "c");

    keepAlive(Duration.ofSeconds(20), "b", "c");
    keepAlive(Duration.ofMinutes(5), "a", "b", "c");

    assertThat(routees()).hasSize(30);
    assertThat(registry.leases().evictions()).isZero();
  }

  @Test
  void evictsNobodyWhenTwoHostsOfThreeFallSilentTogether() {
    report("a", "b", "c");
    register("a", "b", "c");

    keepAlive(Duration.ofMinutes(4), "c");

    assertThat(routees()).hasSize(30);
    assertThat(registry.leases().massLapse()).isPresent();
    assertThat(registry.leases().agents().list())
        .extracting(Agent::live)
        .containsExactly(false, false, true);
  }

  @Test
  void evictsNobodyWhenOneHostOfTwoFallsSilentForItMayBeTheOtherThatIsCutOff() {
    report("a", "b");
    register("a", "b");

    keepAlive(Duration.ofMinutes(4), "b");

    assertThat(routees()).hasSize(20);
    assertThat(registry.leases().massLapse()).isPresent();
  }

  @Test
  void evictsASmallHostOfAManyAfterOneLease() {
    String[] agents = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    report(agents);
    register(agents);

    keepAlive(Duration.ofSeconds(15), "b", "c", "d", "e", "f", "g", "h", "i", "j");

    assertThat(routees()).hasSize(90);
  }

  @Test
  void saysOnARouteeThatItsAgentIsUnknownAndWhenItHasCome() {
    catalog.put(Documented.covered("orders-1", "late"));
    assertThat(leased("orders-1")).isEqualTo("AgentUnknown");

    clock.advance(Duration.ofSeconds(20));
    report("late");
    clock.advance(Leases.SWEEP_PERIOD);
    assertThat(leased("orders-1")).isEqualTo("AgentReports");

    catalog.put(Documented.covered("orders-2", "late"));
    assertThat(leased("orders-2")).isEqualTo("null");
  }

  @Test
  void evictsARouteeWhoseAgentNeverComes() {
    catalog.put(Documented.covered("orders-1", "never"));

    clock.advance(LeaseTable.GRACE.minusSeconds(1));
    assertThat(routees()).containsExactly("orders-1");
    clock.advance(Duration.ofSeconds(2));

    assertThat(routees()).isEmpty();
  }

  @Test
  void givesAgentsAFullGracePeriodAfterARestart() {
    report("a");
    catalog.put(Documented.covered("a-1", "a"));
    clock.advance(Duration.ofSeconds(14));

    restart();

    clock.advance(LeaseTable.GRACE.minusSeconds(1));
    assertThat(routees()).containsExactly("a-1");
    report("a");
    clock.advance(TTL.minusSeconds(1));
    assertThat(routees()).containsExactly("a-1");
    clock.advance(Duration.ofSeconds(2));
    assertThat(routees()).isEmpty();
  }

  @Test
  void followsARouteeFromOneAgentToAnotherAndToItsOwnLease() {
    report("a", "b");
    catalog.put(Documented.covered("orders-1", "a"));
    catalog.put(Documented.covered("orders-1", "b"));
    keepAlive(Duration.ofSeconds(40), "b");
    assertThat(routees()).containsExactly("orders-1");

    catalog.put(Documented.leased("orders-1", 15));
    keepAlive(Duration.ofSeconds(20), "b");
    assertThat(routees()).isEmpty();
  }

  @Test
  void refusesAnAgentsLeaseThatIsTooLongOrHasABadName() {
    assertThatThrownBy(() -> registry.leases().renewAgent("a", Duration.ofSeconds(61), REPORT))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("ttlSeconds: \"61\" is not a whole number from 1 to 60");
    assertThatThrownBy(() -> registry.leases().renewAgent("Not a name", TTL, REPORT))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("name: \"Not a name\"");
  }
}
