package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.TimeoutPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A routee that is the only one, and too busy for a moment to take another connection. */
class FullQueueTest {
  private static final int CONNECT_MILLIS = 500; // less than Linux waits before it asks again

  @Test
  void aConnectionThatWasDroppedIsTriedOnceMore() throws IOException {
    try (ServerSocket routee = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        BrokerFixture mesh = new BrokerFixture()) {
      List<Socket> crowd = fill(routee);
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", routee.getLocalPort())
              .timeout(
                  new TimeoutPolicy(
                      Duration.ofMillis(CONNECT_MILLIS),
                      Duration.ofSeconds(15),
                      Duration.ofSeconds(60),
                      Duration.ZERO))
              .build());
      try (RawCaller caller = mesh.caller()) {
        caller.send("POST /once HTTP/1.1\r\nHost: orders\r\nContent-Length: 2\r\n\r\nhi");
        BrokerFixture.until(
            () -> mesh.broker.routees().stream().anyMatch(one -> one.inFlight() > 0));
        for (Socket one : crowd) {
          one.close();
        }
        answerTheFirstRequest(routee);
        assertThat(caller.read().body()).isEqualTo("taken");
      }
    }
  }

  /** Connects until nothing more gets in. */
  private static List<Socket> fill(ServerSocket routee) throws IOException {
    List<Socket> crowd = new ArrayList<>();
    while (true) {
      var one = new Socket();
      try {
        one.connect(new InetSocketAddress(routee.getInetAddress(), routee.getLocalPort()), 200);
        crowd.add(one);
      } catch (SocketTimeoutException e) {
        one.close();
        return crowd;
      }
    }
  }

  private static void answerTheFirstRequest(ServerSocket routee) throws IOException {
    routee.setSoTimeout(10_000);
    while (true) {
      try (Socket next = routee.accept()) {
        byte[] asked = next.getInputStream().readNBytes(4);
        if (asked.length == 4) {
          next.getOutputStream().write(RawRoutee.answer(200, "taken"));
          next.shutdownOutput();
          next.getInputStream().readAllBytes();
          return;
        }
      }
    }
  }
}
