package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.everything;
import static dev.weft.broker.GatewayFixture.snapshot;
import static dev.weft.broker.TlsFixture.caller;
import static dev.weft.broker.TlsFixture.first;
import static dev.weft.broker.TlsFixture.key;
import static dev.weft.broker.TlsFixture.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.eject.Degradation;
import dev.weft.broker.observe.Shortfalls;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.ListenerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of a gateway that shows routees a certificate of its own are seen and judged as all are.
 */
class GatewayOwnCallsTest {
  private static final RouteeId ROUTEE = new RouteeId("default", "s-1");
  private static final int PORT = 8080;

  private final GatewayFixture edge = GatewayFixture.gateway("edge");
  private BrokerFixture mesh;
  private RawRoutee routee;

  @BeforeAll
  static void makeKeys(@TempDir Path dir) throws Exception {
    TlsFixture.makeKeys(dir);
  }

  @BeforeEach
  void start() throws Exception {
    mesh = new BrokerFixture();
    routee =
        TlsFixture.secure(
            null,
            (head, in, out, socket) -> {
              out.write(RawRoutee.answer(500, "no"));
              return true;
            });
    edge.calls("all", PORT, "", new ListenerTls.None(), everything("s", "s.example"));
    ServiceState service =
        MeshFixture.service("s")
            .eject(EjectPolicy.DEFAULT)
            .routee("s-1", routee.port())
            .tls(trusting(first, "orders", null))
            .build();
    mesh.snapshots.publish(snapshot(mesh, List.of(service), List.of(edge.showing(key(caller)))));
  }

  @AfterEach
  void stop() throws IOException {
    mesh.close();
    routee.close();
  }

  private void call() throws IOException {
    try (var http = new RawCaller(edge.connect(PORT))) {
      assertThat(http.send("GET / HTTP/1.1\r\nHost: s.example\r\n\r\n").read().status())
          .isEqualTo(500);
    }
  }

  @Test
  void theListOfRouteesHasThemAsTheGatewayCallsThem() throws Exception {
    call();
    assertThat(mesh.broker.routees())
        .filteredOn(report -> new GatewayId("default", "edge").equals(report.gateway()))
        .singleElement()
        .satisfies(report -> assertThat(report.standing().errors()).isEqualTo(1));
    assertThat(mesh.broker.routees())
        .filteredOn(report -> report.gateway() == null)
        .singleElement()
        .satisfies(report -> assertThat(report.standing().errors()).isZero());
  }

  @Test
  void whoDoesWorseThanItsPeersGetsLessOfThemToo() {
    mesh.broker.degrade(Map.of(ROUTEE, new Degradation(0.25, "slow")));
    assertThat(mesh.broker.routees())
        .hasSize(2)
        .allSatisfy(report -> assertThat(report.degraded()).isNotNull());
  }

  @Test
  void whatTheyHaveToDoWithoutIsTold() throws Exception {
    ServiceState none =
        MeshFixture.service("s")
            .fallback("t")
            .tls(trusting(first, "orders", null))
            .routee("s-1", routee.port(), Verdict.State.FAILING, 1, Protocol.HTTP)
            .build();
    ServiceState other =
        MeshFixture.service("t")
            .routee("t-1", routee.port())
            .tls(trusting(first, "orders", null))
            .build();
    mesh.snapshots.publish(
        snapshot(mesh, List.of(none, other), List.of(edge.showing(key(caller)))));
    call();
    assertThat(mesh.broker.shortfalls().get(new ServiceName("default", "s")))
        .extracting(Shortfalls.Taken::fallbacks)
        .isEqualTo(1L);
  }
}
