package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.PORT;
import static dev.weft.broker.GatewayFixture.gateway;
import static dev.weft.broker.GatewayFixture.serve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.broker.gateway.GatewayAddresses;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.time.SystemClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which addresses and ports are open for gateways, and what is said of those that are not. */
class GatewayPortsTest {
  private static final ListenerTls PLAIN = new ListenerTls.None();

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private GatewayReport report(GatewayFixture of) {
    return mesh.broker.gateways().stream()
        .filter(one -> one.id().equals(of.id()))
        .findFirst()
        .orElseThrow();
  }

  private static ListenerId id(GatewayFixture of, String listener) {
    return new ListenerId(Kind.GATEWAY, "default", of.id().name(), listener);
  }

  @Test
  void manyGatewaysShareAPort() throws IOException {
    GatewayFixture one = gateway("one").calls("web", 8080, "", PLAIN);
    GatewayFixture other = gateway("other").calls("web", 8080, "", PLAIN);
    serve(mesh, one.build(), other.build());
    try (var first = new RawCaller(one.connect(8080));
        var second = new RawCaller(other.connect(8080))) {
      assertThat(first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(404);
      assertThat(second.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(404);
    }
    assertThat(report(one).addresses()).containsExactly(one.address);
    assertThat(report(one).refused()).isEmpty();
  }

  @Test
  void aServiceOfTheMeshIsNotReachedThroughAGatewayWithoutARouteToIt() throws IOException {
    try (RawRoutee routee = RawRoutee.answering("hello")) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
      GatewayFixture edge = gateway("edge").calls("web", 8080, "", PLAIN);
      serve(mesh, edge.build());
      try (var caller = new RawCaller(edge.connect(8080))) {
        assertThat(caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().status())
            .isEqualTo(404);
      }
      assertThat(mesh.get("orders").status()).isEqualTo(200);
      assertThat(routee.received()).isEqualTo(1);
    }
  }

  @Test
  void aPortThatIsNoLongerWantedIsClosedAndTheOthersStayOpen() throws IOException {
    GatewayFixture edge =
        gateway("edge").calls("web", 8080, "", PLAIN).calls("more", 8081, "", PLAIN);
    serve(mesh, edge.build());
    try (var kept = new RawCaller(edge.connect(8080));
        var ended = new RawCaller(edge.connect(8081))) {
      assertThat(kept.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(404);
      assertThat(ended.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(404);
      serve(mesh, edge.anew().calls("web", 8080, "", PLAIN).build());
      assertThatThrownBy(() -> edge.connect(8081).close()).isInstanceOf(ConnectException.class);
      assertThat(ended.closed()).isTrue();
      assertThat(kept.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status()).isEqualTo(404);
    }
    serve(mesh);
    assertThatThrownBy(() -> edge.connect(8080).close()).isInstanceOf(ConnectException.class);
    assertThat(mesh.broker.gateways()).isEmpty();
  }

  @Test
  void aPortThatAnotherProgramHasIsSaidAndTakenWhenItIsFree() throws IOException {
    GatewayFixture edge = gateway("edge").calls("web", 8080, "", PLAIN);
    try (var other = new ServerSocket(8080, 1, InetAddress.ofLiteral(edge.address))) {
      assertThat(other.isBound()).isTrue();
      serve(mesh, edge.build());
      assertThat(report(edge).refused())
          .containsEntry(
              id(edge, "web"),
              edge.address + ":8080 cannot be listened on: another program has the port");
      assertThat(report(edge).addresses()).containsExactly(edge.address);
    }
    BrokerFixture.until(() -> report(edge).refused().isEmpty());
    edge.connect(8080).close();
  }

  @Test
  void anAddressThatIsNotThisMachinesIsSaidAndTheOtherOneServes() throws IOException {
    GatewayFixture edge = gateway("edge").calls("web", 8080, "", PLAIN);
    serve(mesh, edge.build(List.of("192.0.2.1", edge.address)));
    assertThat(report(edge).addresses()).containsExactly(edge.address);
    assertThat(report(edge).unusable())
        .containsEntry("192.0.2.1", "the address 192.0.2.1 is not one of this machine's");
    edge.connect(8080).close();
  }

  @Test
  void aPlaceThatAnotherGatewayHasStaysItsOwn() throws IOException {
    GatewayFixture later = gateway("b-later").calls("web", 8080, "", PLAIN);
    GatewayFixture sooner = gateway("a-sooner").calls("web", 8080, "", PLAIN);
    serve(mesh, later.build());
    // By name the other would come first; who is open already is not disturbed.
    serve(mesh, later.build(), sooner.build(List.of(later.address)));
    assertThat(report(later).refused()).isEmpty();
    assertThat(report(sooner).refused())
        .containsEntry(
            id(sooner, "web"), later.address + ":8080 is Gateway default/b-later's already");
    serve(mesh, sooner.build(List.of(later.address)));
    assertThat(report(sooner).refused()).isEmpty();
    later.connect(8080).close();
  }

  @Test
  void eachGatewayIsGivenAnAddressAndHasTheSameAfterARestart(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("gateway-addresses");
    String range = GatewayFixture.freshAddress() + "/29";
    var options = new Broker.Options("127.0.0.1", 0, 1, "", new GatewayAddresses(range, file));
    GatewayFixture one = gateway("one").calls("web", 8080, "", PLAIN);
    GatewayFixture two = gateway("two").calls("web", 8080, "", PLAIN);
    GatewayFixture three = gateway("three").calls("web", 8080, "", PLAIN);
    List<String> before;
    try (var clock = new SystemClock();
        var first = Broker.start(options, mesh.snapshots, clock)) {
      mesh.snapshots.publish(
          GatewayFixture.snapshot(
              mesh,
              List.of(),
              List.of(one.build(List.of()), two.build(List.of()), three.build(List.of()))));
      before = addresses(first);
      assertThat(before).hasSize(3).doesNotHaveDuplicates();
      for (String address : before) {
        new Socket(InetAddress.ofLiteral(address), 8080).close();
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(3);
    try (var clock = new SystemClock();
        var second = Broker.start(options, mesh.snapshots, clock)) {
      assertThat(addresses(second)).isEqualTo(before);
      mesh.snapshots.publish(
          GatewayFixture.snapshot(mesh, List.of(), List.of(one.build(List.of()))));
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
  }

  private static List<String> addresses(Broker of) {
    return of.gateways().stream()
        .sorted((a, b) -> a.id().name().compareTo(b.id().name()))
        .flatMap(one -> one.addresses().stream())
        .toList();
  }

  @Test
  void aGatewayBeyondTheRangeIsToldThatItIsUsedUp() {
    var options =
        new Broker.Options(
            "127.0.0.1",
            0,
            1,
            "",
            new GatewayAddresses(GatewayFixture.freshAddress() + "/32", null));
    GatewayFixture one = gateway("one").calls("web", PORT, "", PLAIN);
    GatewayFixture two = gateway("two").calls("web", PORT, "", PLAIN);
    try (var clock = new SystemClock();
        var broker = Broker.start(options, mesh.snapshots, clock)) {
      mesh.snapshots.publish(
          GatewayFixture.snapshot(
              mesh, List.of(), List.of(one.build(List.of()), two.build(List.of()))));
      assertThat(addresses(broker)).hasSize(1);
      assertThat(broker.gateways())
          .anySatisfy(
              report -> assertThat(report.unusable().get("")).contains("--gateway-addresses"));
    }
  }
}
