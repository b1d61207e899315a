package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.Verdict;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpTest {
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  /** Reads to the end of input, then answers with what it got, backwards. */
  private static ServerSocket reverser(AtomicInteger served) throws IOException {
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              byte[] all = socket.getInputStream().readAllBytes();
              String text = new String(all, StandardCharsets.ISO_8859_1);
              served.incrementAndGet();
              socket
                  .getOutputStream()
                  .write(
                      new StringBuilder(text)
                          .reverse()
                          .toString()
                          .getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
              return; // closed
            }
          }
        });
    return server;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String exchange(int port, String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void splicesAHalfClosedConnectionBothWays() throws IOException {
    var served = new AtomicInteger();
    int port = freePort();
    try (ServerSocket server = reverser(served)) {
      mesh.put(
          MeshFixture.service("inventory")
              .port(port, Protocol.TCP)
              .routee(
                  "inventory-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP)
              .build());
      assertThat(exchange(port, "abc")).isEqualTo("cba");
      String big = "0123456789".repeat(500_000);
      assertThat(exchange(port, big)).hasSize(big.length()).startsWith("9876543210");
      BrokerFixture.until(() -> mesh.broker.stats().calls() == 2);
    }
  }

  @Test
  void triesTheNextRouteeWhenOneRefuses() throws IOException {
    var served = new AtomicInteger();
    int port = freePort();
    try (ServerSocket server = reverser(served)) {
      mesh.put(
          MeshFixture.service("inventory")
              .roundRobin()
              .port(port, Protocol.AUTO)
              .routee("inventory-1", freePort(), Verdict.State.PASSING, 100, Protocol.TCP)
              .routee(
                  "inventory-2", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP)
              .build());
      for (int i = 0; i < 4; i++) {
        assertThat(exchange(port, "abc")).isEqualTo("cba");
      }
      assertThat(served).hasValue(4);
      assertThat(mesh.broker.stats().ejections()).isEqualTo(1);
    }
  }

  @Test
  void closesAListenerWhoseServiceHasNoSuchPortAnyMore() throws IOException {
    var served = new AtomicInteger();
    int port = freePort();
    try (ServerSocket server = reverser(served)) {
      var service =
          MeshFixture.service("inventory")
              .routee(
                  "inventory-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP);
      mesh.put(service.build());
      mesh.put(service.port(port, Protocol.TCP).build());
      assertThat(exchange(port, "abc")).isEqualTo("cba");
      mesh.put(MeshFixture.service("inventory").build());
      try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(free.isBound()).isTrue();
      }
    }
  }

  @Test
  void showsAPortThatIsTakenAndListensOnceItIsFree() throws IOException {
    var served = new AtomicInteger();
    try (ServerSocket server = reverser(served)) {
      int port;
      var service =
          MeshFixture.service("inventory")
              .routee(
                  "inventory-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP);
      try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = taken.getLocalPort();
        mesh.put(service.port(port, Protocol.TCP).build());
        assertThat(mesh.broker.listenFailures()).containsKey(port);
      }
      mesh.put(service.build());
      assertThat(mesh.broker.listenFailures()).isEmpty();
      assertThat(exchange(port, "abc")).isEqualTo("cba");
    }
  }

  @Test
  void aPortThatBecomesFreeIsTakenWithoutANewSnapshot() throws IOException {
    var served = new AtomicInteger();
    try (ServerSocket server = reverser(served)) {
      int port;
      try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = taken.getLocalPort();
        mesh.put(
            MeshFixture.service("inventory")
                .port(port, Protocol.TCP)
                .routee(
                    "inventory-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP)
                .build());
        assertThat(mesh.broker.listenFailures()).containsKey(port);
      }
      BrokerFixture.until(() -> mesh.broker.listenFailures().isEmpty());
      assertThat(exchange(port, "abc")).isEqualTo("cba");
    }
  }

  /** The routee says goodbye first and goes on listening to what the caller still sends. */
  @Test
  void splicesAConnectionThatTheRouteeHalfCloses() throws Exception {
    int port = freePort();
    var heard = new CompletableFuture<String>();
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket socket = server.accept()) {
              socket.getOutputStream().write("bye".getBytes(StandardCharsets.ISO_8859_1));
              socket.shutdownOutput();
              heard.complete(
                  new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
              heard.completeExceptionally(e);
            }
          });
      mesh.put(inventory(port, server));
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(10_000);
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
            .isEqualTo("bye");
        socket.getOutputStream().write("still here".getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("still here");
      }
    }
  }

  @Test
  void readsNoFasterThanTheOtherSideTakes() throws Exception {
    int port = freePort();
    var mayRead = new CountDownLatch(1);
    var received = new CompletableFuture<Long>();
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket socket = server.accept()) {
              BrokerFixture.await(mayRead);
              received.complete(
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
            } catch (IOException e) {
              received.completeExceptionally(e);
            }
          });
      mesh.put(inventory(port, server));
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var sent = new AtomicLong();
        long all = 200L << 20;
        var sending =
            Thread.ofVirtual()
                .start(() -> {
                  byte[] part = new byte[64 << 10];
                  try {
                    while (sent.get() < all) {
                      socket.getOutputStream().write(part);
                      sent.addAndGet(part.length);
                    }
                    socket.shutdownOutput();
                  } catch (IOException e) {
                    received.completeExceptionally(e);
                  }
                });
        BrokerFixture.untilStill(sent::get);
        assertThat(sent.get()).as("what sockets and one read hold").isLessThan(32L << 20);
        mayRead.countDown();
        assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(all);
        sending.join();
      }
    }
  }

  @Test
  void endsAConnectionOnWhichNothingMoves() throws Exception {
    var clock = new FakeClock();
    int port = freePort();
    try (var slow = new BrokerFixture(clock, 1);
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      slow.put(inventory(port, server));
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
          Socket other = server.accept()) {
        other.setSoTimeout(10_000);
        socket.getOutputStream().write('x');
        assertThat(other.getInputStream().read()).isEqualTo('x');
        clock.advance(Duration.ofSeconds(61));
        assertThat(other.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  private static ServiceState inventory(int port, ServerSocket server) {
    return MeshFixture.service("inventory")
        .port(port, Protocol.TCP)
        .routee("inventory-1", server.getLocalPort(), Verdict.State.PASSING, 100, Protocol.TCP)
        .build();
  }
}
