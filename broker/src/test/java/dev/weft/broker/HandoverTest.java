package dev.weft.broker;

import static dev.weft.broker.GatewayFixture.gateway;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.broker.handover.Handover;
import dev.weft.broker.handover.Takeover;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.Routing;
import dev.weft.model.time.SystemClock;
import dev.weft.testkit.FakeSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Listening sockets on their way from one broker to another. */
@EnabledOnOs(OS.LINUX)
class HandoverTest {
  @TempDir private Path folder;
  private final SystemClock clock = new SystemClock();
  private final FakeSnapshots snapshots = new FakeSnapshots();
  private final CountDownLatch left = new CountDownLatch(1);
  private RawRoutee routee;
  private Broker old;

  @BeforeEach
  void start() throws IOException {
    routee = RawRoutee.answering("hello");
    snapshots.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
    old = Broker.start(new Broker.Options("127.0.0.1", 0, 2), snapshots, clock);
  }

  @AfterEach
  void stop() throws IOException {
    old.close();
    routee.close();
    clock.close();
  }

  private Path path() {
    return folder.resolve("agent.sock");
  }

  private Handover offer() throws IOException {
    return Handover.offer(path(), old::sockets, old::stopListening, left::countDown);
  }

  private Broker successor(Takeover takeover, int loops) {
    return Broker.start(
        new Broker.Options("127.0.0.1", old.port(), loops), snapshots, clock, takeover.inherited());
  }

  private int call() throws IOException {
    try (var caller = new RawCaller(old.port())) {
      return caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().status();
    }
  }

  @Test
  void callsAreServedAllTheTime() throws Exception {
    for (int loops : new int[] {1, 2, 3}) {
      try (var offer = offer();
          var takeover = Takeover.from(path()).orElseThrow();
          var newer = successor(takeover, loops)) {
        for (int i = 0; i < 50; i++) {
          assertThat(call()).isEqualTo(200); // by either
        }
        takeover.serving();
        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.exists(path())).isFalse();
        long before = newer.stats().calls();
        for (int i = 0; i < 50; i++) {
          assertThat(call()).isEqualTo(200);
        }
        assertThat(newer.stats().calls() - before).as("by the newer alone").isEqualTo(50);
        try (var next =
            Handover.offer(path(), newer::sockets, newer::stopListening, left::countDown)) {
          offer.close();
          assertThat(Files.exists(path())).as("the path is the newer's").isTrue();
          assertThat(next).isNotNull();
        }
        old.drain(Duration.ofSeconds(1));
        old.close();
        assertThat(call()).isEqualTo(200);
      }
      old = Broker.start(new Broker.Options("127.0.0.1", 0, 2), snapshots, clock);
    }
  }

  /** What SO_REUSEPORT alone would lose: connections that nobody has accepted yet. */
  @Test
  void whatWaitsInTheQueuesIsServed() throws Exception {
    try (var offer = offer();
        var takeover = Takeover.from(path()).orElseThrow()) {
      takeover.inherited(); // held here, so that the queues stay
      old.stopListening();
      var waiting = new ArrayList<RawCaller>();
      for (int i = 0; i < 100; i++) {
        waiting.add(new RawCaller(old.port()).send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n"));
      }
      try (var newer = successor(takeover, 2)) {
        for (RawCaller caller : waiting) {
          assertThat(caller.read().status()).isEqualTo(200);
          caller.close();
        }
        assertThat(newer.stats().calls()).isEqualTo(100);
        assertThat(offer).isNotNull();
      }
    }
  }

  @Test
  void whoLeavesHalfwayChangesNothing() throws Exception {
    try (var offer = offer()) {
      for (int i = 0; i < 3; i++) {
        Takeover.from(path()).orElseThrow().close();
        assertThat(call()).isEqualTo(200);
      }
      assertThat(left.getCount()).isEqualTo(1);
      assertThat(offer).isNotNull();
    }
    assertThat(Takeover.from(path())).as("nobody is there any more").isEmpty();
  }

  @Test
  void whoDoesNotKnowTheWordsIsNotTrusted() throws Exception {
    var address = UnixDomainSocketAddress.of(path());
    try (var stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stranger.bind(address);
      Thread.ofVirtual()
          .start(() -> {
            try (var asked = stranger.accept()) {
              asked.read(ByteBuffer.allocate(10)); // and says nothing
            } catch (IOException e) {
              // the test is over
            }
          });
      assertThatThrownBy(() -> Takeover.from(path())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void portsOfTcpServicesArePassedOnToo() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var offer = offer()) {
      snapshots.put(
          MeshFixture.service("inventory")
              .port(port, Protocol.TCP)
              .routee("i-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP)
              .build());
      try (var takeover = Takeover.from(path()).orElseThrow();
          var newer = successor(takeover, 2)) {
        assertThat(newer.listenFailures()).isEmpty();
        takeover.serving();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            Socket there = server.accept()) {
          socket.getOutputStream().write('x');
          there.setSoTimeout(10_000);
          assertThat(there.getInputStream().read()).isEqualTo('x');
        }
        assertThat(offer).isNotNull();
      }
    }
  }

  @Test
  void portsOfGatewaysArePassedOnToo() throws Exception {
    GatewayFixture edge = gateway("edge").calls("web", 8080, "", new ListenerTls.None());
    try (var offer = offer()) {
      snapshots.publish(
          new Snapshot(
              snapshots.current().revision() + 1,
              snapshots.current().services(),
              new Routing(Map.of(), Map.of(edge.id(), edge.build()))));
      try (var takeover = Takeover.from(path()).orElseThrow();
          var newer = successor(takeover, 2);
          var kept = new RawCaller(edge.connect(8080))) {
        assertThat(newer.gateways())
            .allSatisfy(report -> assertThat(report.refused()).isEmpty())
            .hasSize(1);
        takeover.serving();
        for (int i = 0; i < 50; i++) {
          try (var caller = new RawCaller(edge.connect(8080))) {
            caller.send("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(404);
          }
        }
        kept.send("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n");
        assertThat(kept.read().status()).isEqualTo(404);
        assertThat(offer).isNotNull();
      }
    }
  }
}
