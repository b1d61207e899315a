package dev.weft.model.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteeTest {
  private static Resource document(Map<String, Object> spec) {
    return new Resource(
        Kind.ROUTEE, Metadata.named("default", "orders-1"), Map.of("spec", spec), Map.of());
  }

  @Test
  void readsADocumentWithDefaults() {
    Routee routee =
        Routee.fromResource(
            document(Map.of("service", "orders", "address", "127.0.0.1", "port", 8081)));

    assertThat(routee.service()).isEqualTo(new ServiceName("default", "orders"));
    assertThat(routee.mainPort()).isEqualTo(new RouteePort("", 8081, Protocol.HTTP));
    assertThat(routee.weight()).isEqualTo(100);
    assertThat(routee.leaseTtl()).isNull();
    assertThat(routee.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(routee.admitted()).isFalse();
  }

  @Test
  void namesEveryWrongFieldWithItsValueAndWhatIsAccepted() {
    var spec =
        Map.<String, Object>of(
            "service", "Orders!",
            "address", "300.1.2.3",
            "port", 65536,
            "weight", -1,
            "colour", "red");

    assertThatThrownBy(() -> Routee.fromResource(document(spec)))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining("spec.service: \"Orders!\" is not")
        .hasMessageContaining("spec.address: \"300.1.2.3\" is not an IPv4 or IPv6 address")
        .hasMessageContaining("spec.port: \"65536\" is not a whole number from 1 to 65535")
        .hasMessageContaining("spec.weight: \"-1\" is not a whole number from 0 to 1000000")
        .hasMessageContaining("spec.colour");
  }

  @Test
  void readsNamedPorts() {
    Routee routee =
        Routee.fromResource(
            document(
                Map.of(
                    "service",
                    "orders",
                    "address",
                    "::1",
                    "ports",
                    List.of(
                        Map.of("name", "web", "port", 8081),
                        Map.of("name", "rpc", "port", 8082, "protocol", "grpc")))));

    assertThat(routee.ports())
        .containsExactly(
            new RouteePort("web", 8081, Protocol.HTTP), new RouteePort("rpc", 8082, Protocol.GRPC));
    assertThat(routee.hostAndPort()).isEqualTo("[::1]:8081");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.0.0.255", "::1", "fe80::1", "db.internal", "localhost", "a"})
  void acceptsAddressesAndHostNames(String address) {
    assertThat(Addresses.isHost(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "256.0.0.1", "1.2.3", "1.2.3.4.", "a b", "http://x", ":::", "[::1]", "a_b"})
  void refusesWhatIsNoAddress(String address) {
    assertThat(Addresses.isHost(address)).isFalse();
  }

  @Test
  void isCoveredByItsOwnLeaseOrByAnAgentsButNotByBoth() {
    var spec = Map.<String, Object>of("service", "orders", "address", "127.0.0.1", "port", 8081);

    Routee covered = Routee.fromResource(document(with(spec, Map.of("agent", "host-a"))));
    assertThat(covered.leaseAgent()).isEqualTo("host-a");
    assertThat(covered.leaseTtl()).isNull();
    assertThatThrownBy(() ->
            Routee.fromResource(document(with(spec, Map.of("agent", "host-a", "ttlSeconds", 15)))))
        .hasMessageContaining("spec.lease.agent: \"host-a\" is not allowed beside ttlSeconds");
    assertThatThrownBy(() -> Routee.fromResource(document(with(spec, Map.of("agent", "no one")))))
        .hasMessageContaining("spec.lease.agent: \"no one\"");
    assertThatThrownBy(() -> Routee.fromResource(document(with(spec, Map.of()))))
        .hasMessageContaining("spec.lease.ttlSeconds");
  }

  private static Map<String, Object> with(Map<String, Object> spec, Map<String, Object> lease) {
    var whole = new java.util.HashMap<String, Object>(spec);
    whole.put("lease", lease);
    return whole;
  }

  @Test
  void isNotAdmittedWhileItIsOutOfServiceOrDamped() {
    Resource document = document(Map.of("service", "orders", "address", "127.0.0.1", "port", 8081));
    var passing = Map.<String, Object>of("verdict", "passing");
    var cordoned =
        Map.<String, Object>of("verdict", "passing", "outOfService", Map.of("mode", "Cordon"));
    var draining =
        Map.<String, Object>of("verdict", "passing", "outOfService", Map.of("mode", "Drain"));
    var damped =
        Map.<String, Object>of("verdict", "passing", "dampedUntil", "2026-01-01T00:00:00Z");

    assertThat(Routee.fromResource(document.withStatus(passing)).admitted()).isTrue();
    assertThat(Routee.fromResource(document.withStatus(cordoned)).duty())
        .isEqualTo(Routee.Duty.CORDONED);
    assertThat(Routee.fromResource(document.withStatus(draining)).duty())
        .isEqualTo(Routee.Duty.DRAINING);
    assertThat(Routee.fromResource(document.withStatus(draining)).outOfService()).isTrue();
    assertThat(Routee.fromResource(document.withStatus(draining)).admitted()).isFalse();
    assertThat(Routee.fromResource(document.withStatus(damped)).duty())
        .isEqualTo(Routee.Duty.DAMPED);
    assertThat(Routee.fromResource(document.withStatus(damped)).outOfService()).isFalse();
    assertThat(Routee.fromResource(document.withStatus(damped)).admitted()).isFalse();
  }
}
