package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EjectionTest {
  private final FakeClock clock = new FakeClock();
  private final List<String> causes = new CopyOnWriteArrayList<>();
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
    mesh.broker.onEjection(
        new EjectionListener() {
          @Override
          public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {
            causes.add(routee + ": " + cause);
          }

          @Override
          public void returned(ServiceName service, RouteeId routee) {
            causes.add(routee + " returned");
          }
        });
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void hidesARefusedConnectionFromAnyMethodAndEjectsAtOnce() throws IOException {
    try (RawRoutee alive = RawRoutee.answering("alive")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", RawRoutee.deadPort())
              .routee("orders-2", alive.port())
              .build());
      for (int i = 0; i < 20; i++) {
        assertThat(mesh.call("POST", "orders", "/").status()).isEqualTo(200);
      }
      assertThat(causes).containsExactly("orders-1: connection refused");
      assertThat(alive.received()).isEqualTo(20);
      assertThat(mesh.broker.stats().retries()).isEqualTo(1);
    }
  }

  /** Errors count as slow: going by latency alone, the pick would not see five in a row. */
  @Test
  void whoFailsIsJudgedSoonAlthoughItCountsAsSlow() throws IOException {
    try (RawRoutee bad = RawRoutee.status(500);
        RawRoutee good = RawRoutee.answering("good");
        RawRoutee other = RawRoutee.answering("other")) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", bad.port())
              .routee("orders-2", good.port())
              .routee("orders-3", other.port())
              .build());
      for (int i = 0; i < 30; i++) {
        assertThat(mesh.get("orders").status()).isEqualTo(200);
      }
      assertThat(causes).containsExactly("orders-1: 5 consecutive 5xx answers");
      assertThat(bad.received()).isEqualTo(5);
    }
  }

  /** Nobody's wait is risked for it: a POST cannot be tried elsewhere. */
  @Test
  void whatCannotBeRetriedDoesNotGoWhereThereIsDoubt() throws IOException {
    try (RawRoutee bad = RawRoutee.status(500);
        RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", bad.port())
              .routee("orders-2", good.port())
              .build());
      int failed = 0;
      for (int i = 0; i < 30; i++) {
        failed += mesh.call("POST", "orders", "/").status() == 500 ? 1 : 0;
      }
      assertThat(failed).isLessThanOrEqualTo(2);
      assertThat(causes).isEmpty();
    }
  }

  @Test
  void returnsARouteeByOneTrialCallWithADoublingWait() throws IOException {
    var broken = new AtomicBoolean(true);
    try (RawRoutee bad =
            new RawRoutee((head, in, out, socket) -> {
              out.write(RawRoutee.answer(broken.get() ? 500 : 200, "status"));
              return true;
            });
        RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", bad.port())
              .routee("orders-2", good.port())
              .build());
      for (int i = 0; i < 10; i++) {
        mesh.get("orders");
      }
      assertThat(causes).containsExactly("orders-1: 5 consecutive 5xx answers");
      assertThat(bad.received()).isEqualTo(5);

      clock.advance(Duration.ofMillis(900));
      callTimes(4);
      assertThat(bad.received()).isEqualTo(5);
      clock.advance(Duration.ofMillis(250)); // a wait is lengthened by up to a tenth
      callTimes(4);
      assertThat(bad.received()).isEqualTo(6);
      assertThat(causes).last().isEqualTo("orders-1: trial failed: 5xx answers");

      clock.advance(Duration.ofMillis(1_900));
      callTimes(4);
      assertThat(bad.received()).isEqualTo(6);
      broken.set(false);
      clock.advance(Duration.ofMillis(350));
      callTimes(5);
      assertThat(causes).last().isEqualTo("orders-1 returned");
      assertThat(bad.received()).isGreaterThan(7);
      assertThat(mesh.broker.ejected()).isEmpty();
    }
  }

  @Test
  void triesAnIdempotentCallElsewhereThatOneAnswers500AndNoOther() throws IOException {
    try (RawRoutee bad = RawRoutee.status(500);
        RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .eject(new EjectPolicy(100, Duration.ofSeconds(1), Duration.ofSeconds(60), 50))
              .routee("orders-1", bad.port())
              .routee("orders-2", good.port())
              .build());
      for (int i = 0; i < 10; i++) {
        assertThat(mesh.get("orders").status()).isEqualTo(200);
      }
      assertThat(bad.received()).isPositive();
      var posted = new java.util.HashSet<Integer>();
      for (int i = 0; i < 4; i++) {
        posted.add(mesh.call("POST", "orders", "/").status());
      }
      assertThat(posted).containsExactlyInAnyOrder(200, 500);
    }
  }

  @Test
  void keepsAnEjectionWhenOnlyThePolicyChanges() throws IOException {
    try (RawRoutee good = RawRoutee.answering("good")) {
      int dead = RawRoutee.deadPort();
      var service =
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", dead)
              .routee("orders-2", good.port());
      mesh.put(service.build());
      callTimes(2);
      assertThat(mesh.broker.ejected()).hasSize(1);
      mesh.put(service.retry(new RetryPolicy(1, 10, 1)).build());
      callTimes(4);
      assertThat(mesh.broker.stats().ejections()).isEqualTo(1);
      assertThat(mesh.broker.ejected()).hasSize(1);
    }
  }

  @Test
  void neverEjectsMoreThanTheShare() throws IOException {
    try (RawRoutee one = RawRoutee.status(500);
        RawRoutee two = RawRoutee.status(500);
        RawRoutee three = RawRoutee.status(500)) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", one.port())
              .routee("orders-2", two.port())
              .routee("orders-3", three.port())
              .build());
      for (int i = 0; i < 40; i++) {
        assertThat(mesh.get("orders").status()).isEqualTo(500);
      }
      assertThat(mesh.broker.ejected()).hasSize(1);
    }
  }

  @Test
  void answers503WhenAllAreEjectedAndPanicIsOff() throws IOException {
    mesh.put(
        MeshFixture.service("orders")
            .roundRobin()
            .eject(new EjectPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(60), 100))
            .routee("orders-1", RawRoutee.deadPort())
            .routee("orders-2", RawRoutee.deadPort())
            .build());
    assertThat(mesh.get("orders").status()).isEqualTo(502);
    var answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("2 ejected");
  }

  @Test
  void hidesResetsFromIdempotentCallsButStillCountsThem() throws IOException {
    try (RawRoutee bad = RawRoutee.resetting();
        RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", bad.port())
              .routee("orders-2", good.port())
              .build());
      for (int i = 0; i < 20; i++) {
        assertThat(mesh.get("orders").body()).isEqualTo("good");
      }
      assertThat(bad.received()).isEqualTo(5);
      assertThat(causes)
          .containsExactly("orders-1: 5 consecutive connections closed before an answer");
    }
  }

  private void callTimes(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      mesh.get("orders");
    }
  }
}
