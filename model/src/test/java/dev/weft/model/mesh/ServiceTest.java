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

class ServiceTest {
  @Test
  void portsOfUdpAreTakenAndCarryNothing() {
    Service dns =
        Service.fromResource(
            service(
                List.of(
                    Map.of("name", "dns", "port", 53, "protocol", "UDP"),
                    Map.of("name", "dns-tcp", "port", 53, "protocol", "TCP"),
                    Map.of("name", "metrics", "port", 9153))));

    assertThat(dns.ports()).extracting(ServicePort::name).containsExactly("dns-tcp", "metrics");
  }

  @Test
  void twoPortsOfOneNumberNeedAProtocolEach() {
    Resource twice =
        service(List.of(Map.of("name", "a", "port", 53), Map.of("name", "b", "port", 53)));

    assertThatThrownBy(() -> Service.fromResource(twice))
        .isInstanceOf(InvalidResourceException.class)
        .hasMessageContaining(
            "ports[1].port: \"53\" is not a number that no other port of this service has");
  }

  private static Resource service(List<Map<String, Object>> ports) {
    return new Resource(
        Kind.SERVICE,
        Metadata.named("default", "dns"),
        Map.of("spec", Map.of("ports", ports)),
        Map.of());
  }
}
