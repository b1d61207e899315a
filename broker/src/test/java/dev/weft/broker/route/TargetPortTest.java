package dev.weft.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePort;
import dev.weft.model.mesh.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetPortTest {
  private static final RouteePort WEB = new RouteePort("web", 8081, Protocol.HTTP);
  private static final RouteePort RPC = new RouteePort("rpc", 8082, Protocol.GRPC);

  private final Routee two = routee(WEB, RPC);

  @Test
  void isFoundByItsNumberOrItsName() {
    assertThat(TargetPort.of(two, port("", 80, "8082"))).isEqualTo(RPC);
    assertThat(TargetPort.of(two, port("", 80, "rpc"))).isEqualTo(RPC);
    assertThat(TargetPort.of(two, port("", 80, "8083"))).isNull();
  }

  @Test
  void isTheOneOfTheServicesOwnNumberWhereNoneIsNamed() {
    assertThat(TargetPort.of(two, port("", 8082, ""))).isEqualTo(RPC);
    assertThat(TargetPort.of(two, port("rpc", 8081, ""))).isEqualTo(WEB);
  }

  @Test
  void isTheOneOfTheServicesOwnNameWhereNoNumberFits() {
    assertThat(TargetPort.of(two, port("rpc", 80, ""))).isEqualTo(RPC);
  }

  @Test
  void isTheMainPortWhereNothingSaysOtherwise() {
    assertThat(TargetPort.of(two, port("other", 80, ""))).isEqualTo(WEB);
    assertThat(TargetPort.of(two, null)).isEqualTo(WEB);
    assertThat(TargetPort.of(routee(RPC), port("web", 80, "8081"))).isEqualTo(RPC);
  }

  private static ServicePort port(String name, int port, String target) {
    return new ServicePort(name, port, Protocol.AUTO, target);
  }

  private static Routee routee(RouteePort... ports) {
    return new Routee(
        new RouteeId("default", "orders-1"),
        new ServiceName("default", "orders"),
        "127.0.0.1",
        List.of(ports),
        "",
        100,
        Map.of(),
        null,
        Verdict.UNKNOWN);
  }
}
