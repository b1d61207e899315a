package dev.weft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.route.ListenerId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of that which agents say of gateways. */
final class GatewayReportsTest extends RegistryFixture {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final GatewayId EDGE = new GatewayId("default", "edge");
  private static final ListenerId WEB = new ListenerId(Kind.GATEWAY, "default", "edge", "web");

  @BeforeEach
  void gateway() {
    put("weft");
    awaitStatus(Kind.GATEWAY, "edge");
  }

  private void put(String gatewayClass) {
    catalog.put(
        new Resource(
            Kind.GATEWAY,
            Metadata.named("default", "edge"),
            Map.of(
                "spec",
                Map.of(
                    "gatewayClassName",
                    gatewayClass,
                    "listeners",
                    List.of(
                        Map.of("name", "web", "port", 80, "protocol", "HTTP"),
                        Map.of("name", "alt", "port", 8080, "protocol", "HTTP")))),
            Map.of()));
  }

  private Resource stored() {
    return catalog.get(Kind.GATEWAY, "default", "edge").orElseThrow();
  }

  private Map<?, ?> programmed() {
    return Conditions.find(stored().status(), Finding.PROGRAMMED);
  }

  private Map<?, ?> programmed(String listener) {
    for (Object one : (List<?>) stored().status().getOrDefault("listeners", List.of())) {
      var status = new LinkedHashMap<String, Object>();
      ((Map<?, ?>) one).forEach((name, value) -> status.put(String.valueOf(name), value));
      if (listener.equals(status.get("name"))) {
        return Conditions.find(status, Finding.PROGRAMMED);
      }
    }
    throw new AssertionError("no listener " + listener + " in " + stored().status());
  }

  private void report(String agent, GatewayReport gateway) {
    registry
        .leases()
        .renewAgent(
            agent,
            TTL,
            new AgentReport(
                catalog.revision(),
                List.of(),
                Map.of(),
                AgentReport.USUAL_KINDS,
                List.of(gateway)));
  }

  private static GatewayReport serving(String... addresses) {
    return new GatewayReport(EDGE, List.of(addresses), Map.of(), Map.of());
  }

  private void sweep() {
    clock.advance(Leases.SWEEP_PERIOD);
  }

  private static Map<String, String> address(String value) {
    return Map.of("type", "IPAddress", "value", value);
  }

  @Test
  void theGatewayTellsWhereItIsListenedFor() {
    report("a", serving("127.77.3.9"));
    report("b", serving("127.77.3.9", "127.77.4.1"));
    sweep();
    assertThat(stored().status().get("addresses"))
        .isEqualTo(List.of(address("127.77.3.9"), address("127.77.4.1")));
    assertThat(programmed().get("status")).isEqualTo("True");
    assertThat(programmed().get("observedGeneration")).isEqualTo(1);

    report("b", serving("127.77.3.9"));
    sweep();
    assertThat(stored().status().get("addresses")).isEqualTo(List.of(address("127.77.3.9")));
    long written = catalog.revision();
    sweep();
    sweep();
    assertThat(catalog.revision()).as("what is said is not said again").isEqualTo(written);
  }

  @Test
  void whatIsNoAddressHoldsUpNothingElse() {
    report("a", serving("nowhere"));
    sweep();
    assertThat(stored().status()).doesNotContainKey("addresses");
    assertThat(programmed().get("status")).isEqualTo("True");

    report("a", serving("127.77.3.9"));
    sweep();
    assertThat(stored().status().get("addresses")).isEqualTo(List.of(address("127.77.3.9")));
  }

  @Test
  void aListenerIsProgrammedWithItsGateway() {
    assertThat(programmed("web").get("reason")).isEqualTo("Pending");
    report("a", serving("127.77.3.9"));
    sweep();
    assertThat(programmed("web").get("status")).isEqualTo("True");
    assertThat(programmed("web").get("observedGeneration")).isEqualTo(1);
  }

  @Test
  void aListenerWhosePortIsTakenSaysSoAndTheOthersGoOn() {
    String why = "127.77.3.9:80 cannot be listened on: another program has the port";
    report("a", new GatewayReport(EDGE, List.of("127.77.3.9"), Map.of(), Map.of(WEB, why)));
    sweep();
    assertThat(programmed("web").get("reason")).isEqualTo("PortUnavailable");
    assertThat(programmed("web").get("message")).isEqualTo("a refuses it: " + why);
    assertThat(programmed("alt").get("status")).isEqualTo("True");

    report("a", serving("127.77.3.9"));
    sweep();
    assertThat(programmed("web").get("status")).isEqualTo("True");
  }

  @Test
  void anAddressThatNobodyCanListenOnIsNotUsable() {
    var without =
        new GatewayReport(
            EDGE,
            List.of("127.77.200.1"),
            Map.of("192.0.2.1", "the address 192.0.2.1 is not one of this machine's"),
            Map.of());
    report("a", without);
    sweep();
    assertThat(programmed().get("status")).isEqualTo("False");
    assertThat(programmed().get("reason")).isEqualTo("AddressNotUsable");
    assertThat(String.valueOf(programmed().get("message")))
        .isEqualTo("a refuses it: the address 192.0.2.1 is not one of this machine's");

    // It is another host's.
    report("b", serving("192.0.2.1"));
    sweep();
    assertThat(programmed().get("status")).isEqualTo("True");
  }

  @Test
  void aPortThatCannotBeOpenedIsNamedWithItsListener() {
    String why = "127.77.3.9:80 cannot be listened on: another program has the port";
    report("a", new GatewayReport(EDGE, List.of("127.77.3.9"), Map.of(), Map.of(WEB, why)));
    sweep();
    assertThat(programmed().get("status")).isEqualTo("False");
    assertThat(programmed().get("reason")).isEqualTo("PortUnavailable");
    assertThat(String.valueOf(programmed().get("message"))).contains("listener web: " + why);

    report("a", serving("127.77.3.9"));
    sweep();
    assertThat(programmed().get("status")).isEqualTo("True");
  }

  @Test
  void aRangeThatIsUsedUpIsSaid() {
    report("a", new GatewayReport(EDGE, List.of(), Map.of("", "it is used up"), Map.of()));
    sweep();
    assertThat(programmed().get("reason")).isEqualTo("AddressNotAssigned");
  }

  @Test
  void nothingIsSaidOfAGatewayThatIsNotOurs() {
    catalog.delete(Kind.GATEWAY, "default", "edge", 0);
    put("another");
    report("a", serving());
    sweep();
    clock.advance(Programming.PATIENCE.multipliedBy(2));
    assertThat(programmed()).isEmpty();
  }

  @Test
  void aGatewayThatIsMadeAgainTellsItsAddressesAgain() {
    report("a", serving("127.77.3.9"));
    sweep();
    catalog.delete(Kind.GATEWAY, "default", "edge", 0);
    put("weft");
    awaitStatus(Kind.GATEWAY, "edge");
    sweep();
    sweep(); // where the first one's write met another's
    assertThat(stored().status().get("addresses")).isEqualTo(List.of(address("127.77.3.9")));
  }
}
