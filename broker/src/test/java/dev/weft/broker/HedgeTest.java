package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.RetryPolicy;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Verdict;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second try beside one that takes long; time stands still unless a test moves it. */
class HedgeTest {
  private static final int WARM_UP = 150;
  private static final int CANCEL = 8;

  private final FakeClock clock = new FakeClock();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<String> causes = new CopyOnWriteArrayList<>();
  private volatile boolean stuck;
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
    mesh.broker.onEjection(
        new EjectionListener() {
          @Override
          public void ejected(ServiceName service, RouteeId routee, String cause, Duration wait) {
            causes.add(cause);
          }

          @Override
          public void returned(ServiceName service, RouteeId routee) {}
        });
  }

  @AfterEach
  void stop() {
    mayAnswer.countDown();
    callers.shutdownNow();
    mesh.close();
  }

  private static RetryPolicy hedged(int budgetPercent, int perSecond) {
    return new RetryPolicy(2, budgetPercent, perSecond, RetryPolicy.Hedge.P95);
  }

  /** Answers at once until it is stuck; then it waits, and sees it if the broker gives up. */
  private RawRoutee mayStick() throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      RawRoutee.skipBody(head, in);
      if (stuck) {
        socket.setSoTimeout(10_000);
        if (in.read() < 0) {
          cancelled.countDown();
        }
        return false;
      }
      out.write(RawRoutee.answer(200, "first"));
      return true;
    });
  }

  private static MeshFixture orders(RetryPolicy retry) {
    return MeshFixture.service("orders").roundRobin().retry(retry);
  }

  private static MeshFixture orders(RetryPolicy retry, RawRoutee one, RawRoutee other) {
    return orders(retry).routee("orders-1", one.port()).routee("orders-2", other.port());
  }

  /** Has the service answer at once until its p95 is known; then what may stick is stuck. */
  private void warmUp(MeshFixture orders) throws IOException {
    mesh.put(orders.build());
    for (int i = 0; i < WARM_UP; i++) {
      assertThat(mesh.get("orders").status()).isEqualTo(200);
    }
    stuck = true;
  }

  private static int received(RawRoutee one, RawRoutee other) {
    return one.received() + other.received();
  }

  private static void awaitReceived(RawRoutee one, RawRoutee other, int count) {
    BrokerFixture.until(() -> received(one, other) == count);
  }

  /** Longer than the p95 of routees that answer at once. */
  private void pastTheP95() {
    clock.advance(Duration.ofMillis(5));
  }

  /** As many calls as there are routees, so that by turns one of them comes to the stuck one. */
  private List<Future<RawCaller.Answer>> calls(String method, int count) {
    var calls = new ArrayList<Future<RawCaller.Answer>>();
    for (int i = 0; i < count; i++) {
      calls.add(callers.submit(() -> mesh.call(method, "orders", "/")));
    }
    return calls;
  }

  /** Calls one after the other until one has come to the routee that is stuck. */
  private Future<RawCaller.Answer> callThatSticks(IntSupplier receivedBySlow) throws Exception {
    while (true) {
      int before = receivedBySlow.getAsInt();
      var call = calls("GET", 1).getFirst();
      BrokerFixture.until(() -> call.isDone() || receivedBySlow.getAsInt() > before);
      if (receivedBySlow.getAsInt() > before) {
        return call;
      }
      assertThat(call.get().body()).isEqualTo("second");
    }
  }

  @Test
  void aCallThatTakesLongIsAnsweredByAnotherRouteeAndTheFirstIsCancelled() throws Exception {
    try (RawRoutee slow = mayStick();
        RawRoutee good = RawRoutee.answering("second")) {
      warmUp(orders(hedged(20, 10), slow, good));
      var call = callThatSticks(slow::received);
      int before = good.received();
      pastTheP95();
      assertThat(call.get(10, TimeUnit.SECONDS).body()).isEqualTo("second");
      assertThat(call.get().header("x-weft-routee")).isEqualTo("orders-2");
      assertThat(cancelled.await(10, TimeUnit.SECONDS)).as("the first is closed").isTrue();
      assertThat(good.received()).isEqualTo(before + 1);
      assertThat(mesh.broker.stats().retries()).isEqualTo(1);
    }
  }

  @Test
  void overHttp2TheLoserIsResetWithCancelAndItsConnectionStays() throws Exception {
    var resets = new CopyOnWriteArrayList<Integer>();
    var received = new AtomicInteger();
    try (var slow =
            new Http2RawRoutee(wire -> {
              while (true) {
                Http2Wire.Frame frame = wire.read();
                if (frame.type() == Http2Wire.HEADERS) {
                  received.incrementAndGet();
                  wire.fields(frame);
                }
                if (frame.type() == Http2Wire.HEADERS && !stuck) {
                  wire.headers(frame.stream(), true, ":status: 200");
                } else if (frame.type() == Http2Wire.RST_STREAM) {
                  resets.add(frame.error());
                }
              }
            });
        RawRoutee good = RawRoutee.answering("second")) {
      warmUp(
          orders(hedged(20, 10))
              .routee("orders-1", slow.port(), Verdict.State.PASSING, 100, Protocol.H2C)
              .routee("orders-2", good.port()));
      var call = callThatSticks(received::get);
      pastTheP95();
      assertThat(call.get(10, TimeUnit.SECONDS).body()).isEqualTo("second");
      BrokerFixture.until(() -> !resets.isEmpty());
      assertThat(resets).containsExactly(CANCEL);
      assertThat(slow.connections).hasValue(1);
    }
  }

  @Test
  void whatAnswersFirstCountsAlsoWhereThatIsTheFirstTry() throws Exception {
    try (RawRoutee one = held("one");
        RawRoutee other = held("other")) {
      warmUp(orders(hedged(20, 10), one, other));
      int before = received(one, other);
      var call = calls("GET", 1).getFirst();
      awaitReceived(one, other, before + 1);
      pastTheP95();
      awaitReceived(one, other, before + 2);
      mayAnswer.countDown();
      RawCaller.Answer answer = call.get(10, TimeUnit.SECONDS);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isIn("one", "other");
      assertThat(mesh.get("orders").status()).isEqualTo(200);
    }
  }

  private RawRoutee held(String body) throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      RawRoutee.skipBody(head, in);
      if (stuck) {
        BrokerFixture.await(mayAnswer);
      }
      out.write(RawRoutee.answer(200, body));
      return true;
    });
  }

  @Test
  void aSecondTryThatFailsLeavesTheFirstToAnswer() throws Exception {
    try (RawRoutee slow = held("late");
        RawRoutee bad =
            new RawRoutee((head, in, out, socket) -> {
              out.write(RawRoutee.answer(stuck ? 503 : 200, "bad"));
              return true;
            })) {
      warmUp(orders(hedged(20, 10), slow, bad).eject(MeshFixture.NEVER_EJECT));
      int before = bad.received();
      int began = slow.received();
      var calls = calls("GET", 2);
      // One comes here by retry, one by turn; both are then tried there, too.
      BrokerFixture.until(() -> slow.received() == began + 2);
      pastTheP95();
      BrokerFixture.until(() -> bad.received() >= before + 2);
      mayAnswer.countDown();
      for (var call : calls) {
        assertThat(call.get(10, TimeUnit.SECONDS).body()).isEqualTo("late");
      }
    }
  }

  @Test
  void aSlowServiceGetsNoMoreThanItsBudgetOfSecondTries() throws Exception {
    try (RawRoutee one = held("one");
        RawRoutee other = held("other")) {
      warmUp(orders(hedged(0, 5), one, other));
      int before = received(one, other);
      var calls = calls("GET", 20);
      awaitReceived(one, other, before + 20);
      pastTheP95();
      awaitReceived(one, other, before + 25);
      mayAnswer.countDown();
      for (var call : calls) {
        assertThat(call.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
      assertThat(received(one, other)).isEqualTo(before + 25);
    }
  }

  @Test
  void whatMayNotBeCarriedOutTwiceIsNeverHedged() throws Exception {
    try (RawRoutee one = held("one");
        RawRoutee other = held("other");
        Http2Wire grpc = Http2Wire.caller(mesh.broker.port())) {
      warmUp(orders(hedged(100, 10), one, other));
      int before = received(one, other);
      var post = calls("POST", 1).getFirst();
      grpc.headers(
          1,
          true,
          ":method: POST",
          ":scheme: http",
          ":authority: orders",
          ":path: /shop.Orders/Get",
          "content-type: application/grpc",
          "te: trailers");
      awaitReceived(one, other, before + 2);
      var get = calls("GET", 1).getFirst();
      awaitReceived(one, other, before + 3);
      pastTheP95();
      awaitReceived(one, other, before + 4);
      mayAnswer.countDown();
      assertThat(post.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(get.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
      assertThat(posts(one) + posts(other)).isEqualTo(2);
    }
  }

  private static long posts(RawRoutee routee) {
    return routee.heads.stream().filter(head -> head.startsWith("POST")).count();
  }

  @Test
  void aRouteeThatIsAlwaysOutrunIsEjected() throws Exception {
    try (RawRoutee slow = mayStick();
        RawRoutee good = RawRoutee.answering("second")) {
      var afterThree = new EjectPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(60), 50);
      warmUp(orders(hedged(100, 10), slow, good).eject(afterThree));
      for (int i = 0; i < 6; i++) {
        var call = calls("GET", 1).getFirst();
        BrokerFixture.until(() -> {
          clock.advance(Duration.ofMillis(1));
          return call.isDone();
        });
        assertThat(call.get().body()).isEqualTo("second");
      }
      assertThat(causes).containsExactly("3 consecutive calls that a hedge outran");
    }
  }
}
