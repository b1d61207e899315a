package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final TimeoutPolicy PATIENT =
      new TimeoutPolicy(
          Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ZERO);

  private final FakeClock clock = new FakeClock();
  private final List<String> causes = new CopyOnWriteArrayList<>();
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
    mesh.broker.onEjection(
        new dev.weft.broker.eject.EjectionListener() {
          @Override
          public void ejected(
              dev.weft.model.mesh.ServiceName service,
              dev.weft.model.mesh.RouteeId routee,
              String cause,
              Duration wait) {
            causes.add(routee + ": " + cause);
          }

          @Override
          public void returned(
              dev.weft.model.mesh.ServiceName service, dev.weft.model.mesh.RouteeId routee) {
            causes.add(routee + " returned");
          }
        });
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private static RawRoutee status(int status) throws IOException {
    return new RawRoutee(
        (head, in, out, socket) -> {
          RawRoutee.skipBody(head, in);
          out.write(RawRoutee.answer(status, "status"));
          return true;
        });
  }

  private static RawRoutee resetting() throws IOException {
    return new RawRoutee(
        (head, in, out, socket) -> {
          socket.setSoLinger(true, 0);
          return false;
        });
  }

  private static int deadPort() throws IOException {
    try (RawRoutee gone = RawRoutee.answering("")) {
      return gone.port();
    }
  }

  @Test
  void hidesARefusedConnectionFromAnyMethodAndEjectsAtOnce() throws IOException {
    try (RawRoutee alive = RawRoutee.answering("alive")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", deadPort())
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

  @Test
  void saysWhichRouteeRefusedWhenThereIsNoOther() throws IOException {
    mesh.put(MeshFixture.service("orders").routee("orders-1", deadPort()).build());
    var answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("proxy-status")).contains("error=connection_refused");
    assertThat(answer.body()).contains("\"routee\":\"orders-1\"");
  }

  @Test
  void hidesResetsFromIdempotentCallsButStillCountsThem() throws IOException {
    try (RawRoutee bad = resetting();
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

  @Test
  void neverSendsAPostTwice() throws IOException {
    try (RawRoutee bad = resetting();
        RawRoutee other = resetting()) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", bad.port())
              .routee("orders-2", other.port())
              .build());
      var answer = mesh.call("POST", "orders", "/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.header("proxy-status")).contains("error=connection_terminated");
      assertThat(bad.received() + other.received()).isEqualTo(1);
    }
  }

  @Test
  void triesA503ElsewhereAndPassesItOnWhenThereIsNowhereElse() throws IOException {
    try (RawRoutee busy = status(503);
        RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", busy.port())
              .routee("orders-2", good.port())
              .build(),
          MeshFixture.service("busy").routee("busy-1", busy.port()).build());
      for (int i = 0; i < 4; i++) {
        assertThat(mesh.get("orders").body()).isEqualTo("good");
      }
      var answer = mesh.get("busy");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("status");
      assertThat(answer.header("proxy-status")).isEmpty();
    }
  }

  @Test
  void keepsRetriesOfASteadyStormWithinTheBudget() throws IOException {
    try (RawRoutee one = status(503);
        RawRoutee two = status(503)) {
      mesh.put(
          MeshFixture.service("orders")
              .eject(MeshFixture.NEVER_EJECT)
              .retry(new RetryPolicy(2, 20, 0))
              .routee("orders-1", one.port())
              .routee("orders-2", two.port())
              .build());
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 200; i++) {
          assertThat(caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().status())
              .isEqualTo(503);
        }
      }
      assertThat(one.received() + two.received()).isBetween(235, 240);
    }
  }

  @Test
  void returnsARouteeByOneTrialCallWithADoublingWait() throws IOException {
    var broken = new java.util.concurrent.atomic.AtomicBoolean(true);
    try (RawRoutee bad =
            new RawRoutee(
                (head, in, out, socket) -> {
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
      assertThat(mesh.broker.stats().ejected()).isEmpty();
    }
  }

  private void callTimes(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      mesh.get("orders");
    }
  }

  @Test
  void keepsAnEjectionWhenOnlyThePolicyChanges() throws IOException {
    try (RawRoutee good = RawRoutee.answering("good")) {
      int dead = deadPort();
      var service =
          MeshFixture.service("orders")
              .roundRobin()
              .routee("orders-1", dead)
              .routee("orders-2", good.port());
      mesh.put(service.build());
      callTimes(2);
      assertThat(mesh.broker.stats().ejected()).hasSize(1);
      mesh.put(service.retry(new RetryPolicy(1, 10, 1)).build());
      callTimes(4);
      assertThat(mesh.broker.stats().ejections()).isEqualTo(1);
      assertThat(mesh.broker.stats().ejected()).hasSize(1);
    }
  }

  @Test
  void neverEjectsMoreThanTheShare() throws IOException {
    try (RawRoutee one = status(500);
        RawRoutee two = status(500);
        RawRoutee three = status(500)) {
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
      assertThat(mesh.broker.stats().ejected()).hasSize(1);
    }
  }

  @Test
  void answers503WhenAllAreEjectedAndPanicIsOff() throws IOException {
    mesh.put(
        MeshFixture.service("orders")
            .roundRobin()
            .eject(new EjectPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(60), 100))
            .routee("orders-1", deadPort())
            .routee("orders-2", deadPort())
            .build());
    assertThat(mesh.get("orders").status()).isEqualTo(502);
    var answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("2 ejected");
  }

  @Test
  void triesElsewhereWhenARouteeAcceptsAndNeverAnswers() throws Exception {
    var frozen = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    try (RawRoutee stopped =
            new RawRoutee(
                (head, in, out, socket) -> {
                  seen.countDown();
                  BrokerFixture.await(frozen);
                  return false;
                });
        RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(
          MeshFixture.service("orders")
              .roundRobin()
              .timeout(PATIENT)
              .routee("orders-1", stopped.port())
              .routee("orders-2", good.port())
              .build());
      var calls = Executors.newVirtualThreadPerTaskExecutor();
      Future<RawCaller.Answer> call = calls.submit(() -> mesh.get("orders"));
      seen.await();
      clock.advance(Duration.ofSeconds(4)); // a fifth of the call's time, as nothing was measured
      assertThat(call.get().body()).isEqualTo("good");
      assertThat(stopped.received()).isEqualTo(1);
      frozen.countDown();
      calls.close();
    }
  }

  @Test
  void answers504WhenTheCallsTimeIsOver() throws Exception {
    var frozen = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    try (RawRoutee stopped =
        new RawRoutee(
            (head, in, out, socket) -> {
              RawRoutee.skipBody(head, in);
              seen.countDown();
              BrokerFixture.await(frozen);
              return false;
            })) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", stopped.port()).build());
      var calls = Executors.newVirtualThreadPerTaskExecutor();
      Future<RawCaller.Answer> call = calls.submit(() -> mesh.call("POST", "orders", "/"));
      seen.await();
      BrokerFixture.until(
          () -> {
            clock.advance(Duration.ofSeconds(16));
            return call.isDone();
          });
      assertThat(call.get().status()).isEqualTo(504);
      assertThat(call.get().header("proxy-status")).contains("error=http_response_timeout");
      frozen.countDown();
      calls.close();
    }
  }

  @Test
  void survivesRouteesThatCloseKeptConnectionsUnannounced() throws IOException {
    try (RawRoutee closing =
        new RawRoutee(
            (head, in, out, socket) -> {
              out.write(RawRoutee.answer(200, "once"));
              return false;
            })) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", closing.port()).build());
      try (RawCaller caller = mesh.caller()) {
        for (int i = 0; i < 200; i++) {
          assertThat(caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n").read().body())
              .isEqualTo("once");
        }
      }
      assertThat(mesh.broker.stats().failures()).isZero();
      assertThat(mesh.broker.stats().ejections()).isZero();
    }
  }

  @Test
  void losesNoGetWhenOneOfThreeRouteesIsKilledUnderLoad() throws Exception {
    RawRoutee victim = RawRoutee.answering("victim");
    try (RawRoutee two = RawRoutee.answering("two");
        RawRoutee three = RawRoutee.answering("three")) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", victim.port())
              .routee("orders-2", two.port())
              .routee("orders-3", three.port())
              .build());
      var failed = new AtomicInteger();
      var calls = Executors.newVirtualThreadPerTaskExecutor();
      var callers = new ArrayList<Future<?>>();
      IntStream.range(0, 8)
          .forEach(
              n ->
                  callers.add(
                      calls.submit(
                          () -> {
                            try (RawCaller caller = mesh.caller()) {
                              for (int i = 0; i < 500; i++) {
                                caller.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
                                failed.addAndGet(caller.read().status() == 200 ? 0 : 1);
                              }
                            }
                            return null;
                          })));
      BrokerFixture.until(() -> victim.received() > 100);
      victim.close();
      for (Future<?> caller : callers) {
        caller.get();
      }
      calls.close();
      assertThat(failed).hasValue(0);
      assertThat(mesh.broker.stats().ejections()).isPositive();
    }
  }

  @Test
  void refusesCallsOverTheLimit() throws Exception {
    var go = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    try (RawRoutee slow =
        new RawRoutee(
            (head, in, out, socket) -> {
              seen.countDown();
              BrokerFixture.await(go);
              out.write(RawRoutee.answer(200, "slow"));
              return true;
            })) {
      mesh.put(
          MeshFixture.service("orders")
              .limit(new LimitPolicy(1024, 1024, 1))
              .routee("orders-1", slow.port())
              .build());
      var calls = Executors.newVirtualThreadPerTaskExecutor();
      Future<RawCaller.Answer> first = calls.submit(() -> mesh.get("orders"));
      seen.await();
      var answer = mesh.get("orders");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("proxy-status")).contains("error=connection_limit_reached");
      assertThat(answer.header("retry-after")).isEqualTo("1");
      go.countDown();
      assertThat(first.get().body()).isEqualTo("slow");
      calls.close();
    }
  }

  @Test
  void queuesCallsThatWaitForAConnection() throws Exception {
    var go = new CountDownLatch(1);
    try (RawRoutee slow =
        new RawRoutee(
            (head, in, out, socket) -> {
              BrokerFixture.await(go);
              out.write(RawRoutee.answer(200, "slow"));
              return true;
            })) {
      mesh.put(
          MeshFixture.service("orders")
              .limit(new LimitPolicy(1, 1, 0))
              .routee("orders-1", slow.port())
              .build());
      var calls = Executors.newVirtualThreadPerTaskExecutor();
      Future<RawCaller.Answer> first = calls.submit(() -> mesh.get("orders"));
      Future<RawCaller.Answer> second = calls.submit(() -> mesh.get("orders"));
      BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 2);
      assertThat(mesh.get("orders").status()).isEqualTo(503);
      go.countDown();
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(second.get().status()).isEqualTo(200);
      assertThat(slow.connections).hasValue(1);
      calls.close();
    }
  }
}
