package dev.weft.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
  private static final TimeoutPolicy PATIENT =
      new TimeoutPolicy(
          Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ZERO);

  private final FakeClock clock = new FakeClock();
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void saysWhichRouteeRefusedWhenThereIsNoOther() throws IOException {
    mesh.put(MeshFixture.service("orders").routee("orders-1", RawRoutee.deadPort()).build());
    var answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("proxy-status")).contains("error=connection_refused");
    assertThat(answer.body()).contains("\"routee\":\"orders-1\"");
  }

  @Test
  void hasTheFallbackTakeTheCallsWhileNobodyPassesAndNoLonger() throws IOException {
    try (RawRoutee other = RawRoutee.answering("fallback")) {
      int port = RawRoutee.deadPort();
      mesh.put(
          MeshFixture.service("orders")
              .eject(MeshFixture.EJECT_ALL)
              .fallback("archive")
              .routee("orders-1", port)
              .build(),
          MeshFixture.service("archive").routee("archive-1", other.port()).build());
      assertThat(mesh.get("orders").status()).isIn(200, 502); // the first finds it dead
      assertThat(mesh.get("orders").body()).isEqualTo("fallback");
      try (RawRoutee back =
          new RawRoutee(
              port,
              (head, in, out, socket) -> {
                out.write(RawRoutee.answer(200, "back"));
                return true;
              })) {
        clock.advance(Duration.ofSeconds(2));
        assertThat(mesh.get("orders").body()).as("the trial call").isEqualTo("back");
        assertThat(mesh.get("orders").body()).isEqualTo("back");
        assertThat(back.received()).isEqualTo(2);
      }
    }
  }

  @Test
  void saysWhoIsMissingWhereTheFallbackIs() throws IOException {
    mesh.put(MeshFixture.service("orders").fallback("nowhere").build());
    RawCaller.Answer answer = mesh.get("orders");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("has no routees");
  }

  @Test
  void neverSendsAPostTwice() throws IOException {
    try (RawRoutee bad = RawRoutee.resetting();
        RawRoutee other = RawRoutee.resetting()) {
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

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void triesAServersErrorElsewhereAndPassesItOnWhenThereIsNowhereElse(int status)
      throws IOException {
    try (RawRoutee busy = RawRoutee.status(status);
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
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).isEqualTo("status");
      assertThat(answer.header("proxy-status")).isEmpty();
    }
  }

  @Test
  void keepsRetriesOfASteadyStormWithinTheBudget() throws IOException {
    try (RawRoutee one = RawRoutee.status(503);
        RawRoutee two = RawRoutee.status(503)) {
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
  void triesElsewhereWhenARouteeAcceptsAndNeverAnswers() throws Exception {
    var frozen = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    try (RawRoutee stopped =
            new RawRoutee((head, in, out, socket) -> {
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
      Future<RawCaller.Answer> first = calls.submit(() -> mesh.get("orders"));
      BrokerFixture.until(() -> seen.getCount() == 0 || first.isDone());
      // Round robin begins anywhere: if the first call did not meet it, the second does.
      Future<RawCaller.Answer> call =
          first.isDone() ? calls.submit(() -> mesh.get("orders")) : first;
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
        new RawRoutee((head, in, out, socket) -> {
          RawRoutee.skipBody(head, in);
          seen.countDown();
          BrokerFixture.await(frozen);
          return false;
        })) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", stopped.port()).build());
      var calls = Executors.newVirtualThreadPerTaskExecutor();
      Future<RawCaller.Answer> call = calls.submit(() -> mesh.call("POST", "orders", "/"));
      seen.await();
      BrokerFixture.until(() -> {
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
        new RawRoutee((head, in, out, socket) -> {
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
          .forEach(n ->
              callers.add(
                  calls.submit(() -> {
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
        new RawRoutee((head, in, out, socket) -> {
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
        new RawRoutee((head, in, out, socket) -> {
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

  @Test
  void saysThatNoConnectionBecameFreeRatherThanBlameARoutee() throws IOException {
    var release = new CountDownLatch(1);
    try (RawRoutee slow =
            new RawRoutee((head, in, out, socket) -> {
              out.write("HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n".getBytes(US_ASCII));
              out.flush();
              BrokerFixture.await(release);
              return false;
            });
        RawCaller first = mesh.caller();
        RawCaller second = mesh.caller()) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", slow.port())
              .limit(new LimitPolicy(1, 10, 0))
              .timeout(PATIENT)
              .build());
      first.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      BrokerFixture.until(() -> slow.received() == 1);
      second.send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 2);
      clock.advance(Duration.ofSeconds(16));
      var answer = second.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("proxy-status")).contains("error=connection_limit_reached");
      assertThat(mesh.broker.stats().ejections()).isZero();
    } finally {
      release.countDown();
    }
  }
}
