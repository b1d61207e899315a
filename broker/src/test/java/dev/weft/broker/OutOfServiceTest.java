package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Routee.Duty;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutOfServiceTest {
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private RouteeReport report(String routee) {
    return mesh.broker.routees().stream()
        .filter(one -> one.routee().id().name().equals(routee))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sendsNothingToARouteeThatIsOutOfServiceOrDamped() throws IOException {
    try (RawRoutee out = RawRoutee.answering("out");
        RawRoutee in = RawRoutee.answering("in")) {
      for (Duty duty : new Duty[] {Duty.CORDONED, Duty.DRAINING, Duty.DAMPED}) {
        mesh.put(
            MeshFixture.service("orders")
                .roundRobin()
                .routee("orders-1", out.port(), duty)
                .routee("orders-2", in.port())
                .build());
        for (int i = 0; i < 6; i++) {
          assertThat(mesh.get("orders").body()).isEqualTo("in");
        }
      }
      assertThat(out.received()).isZero();

      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", out.port())
              .routee("orders-2", in.port())
              .build());
      for (int i = 0; i < 6; i++) {
        mesh.get("orders");
      }
      assertThat(out.received()).isEqualTo(3);
    }
  }

  @Test
  void sendsItNothingInPanicEither() throws IOException {
    try (RawRoutee out = RawRoutee.answering("out")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .panicBelow(100)
              .routee("orders-1", out.port(), Duty.CORDONED)
              .routee("orders-2", RawRoutee.deadPort())
              .build());
      for (int i = 0; i < 4; i++) {
        assertThat(mesh.get("orders").status()).isGreaterThanOrEqualTo(502);
      }
      assertThat(out.received()).isZero();
    }
  }

  @Test
  void saysThatNobodyIsInServiceWhenAllAreCordoned() throws IOException {
    mesh.put(
        MeshFixture.service("orders")
            .routee("orders-1", RawRoutee.deadPort(), Duty.CORDONED)
            .build());

    RawCaller.Answer answer = mesh.get("orders");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("1 not admitted by their probes or out of service");
  }

  @Test
  void letsARunningCallFinishAndClosesIdleConnectionsWhenItDrains() throws Exception {
    var arrived = new CountDownLatch(1);
    var mayAnswer = new CountDownLatch(1);
    try (RawRoutee slow =
        new RawRoutee((head, in, out, socket) -> {
          if (head.startsWith("GET /slow")) {
            arrived.countDown();
            BrokerFixture.await(mayAnswer);
          }
          out.write(RawRoutee.answer(200, "done"));
          return true;
        })) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", slow.port()).build());
      try (RawCaller running = mesh.caller()) {
        running.send("GET /slow HTTP/1.1\r\nHost: orders\r\n\r\n");
        arrived.await();
        mesh.get("orders");
        BrokerFixture.until(() -> report("orders-1").idleConnections() == 1);

        mesh.put(
            MeshFixture.service("orders").routee("orders-1", slow.port(), Duty.DRAINING).build());

        BrokerFixture.until(() -> report("orders-1").idleConnections() == 0);
        assertThat(report("orders-1").inFlight()).isEqualTo(1);
        mayAnswer.countDown();
        assertThat(running.read().body()).isEqualTo("done");
        BrokerFixture.until(() -> report("orders-1").inFlight() == 0);
        assertThat(report("orders-1").idleConnections()).isZero();
      }

      mesh.put(MeshFixture.service("orders").routee("orders-1", slow.port()).build());
      assertThat(mesh.get("orders").status()).isEqualTo(200);
      BrokerFixture.until(() -> report("orders-1").idleConnections() == 1);
    }
  }
}
