package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.LimitPolicy;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.TimeoutPolicy;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.time.SystemClock;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Whatever callers, routees and configuration do at once: afterwards nothing is under way, every
 * place that was taken has been given back, and nobody got anybody else's answer.
 */
class StormTest {
  private static final long NANOS = 4_000_000_000L;
  private static final int CALLERS = 16;
  private static final int MOST_CONNECTIONS = 24;
  private static final int MOST_REQUESTS = 40;
  private static final EjectPolicy HASTY =
      new EjectPolicy(3, Duration.ofMillis(50), Duration.ofMillis(200), 60);
  private static final TimeoutPolicy SHORT =
      new TimeoutPolicy(
          Duration.ofMillis(300), Duration.ofMillis(400), Duration.ofSeconds(1), Duration.ZERO);

  private final long seed = new SplittableRandom().nextLong();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicInteger own = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void leavesNothingBehind() throws Exception {
    try (var clock = new SystemClock();
        RawRoutee good = echo(new SplittableRandom(seed), false);
        RawRoutee bad = echo(new SplittableRandom(seed + 1), true);
        Http2RawRoutee fresh = http2(new SplittableRandom(seed + 2));
        var mesh = new BrokerFixture(clock, 1)) {
      List<ServiceState> states = states(good.port(), bad.port(), fresh.port());
      storm(mesh, clock, states);
      long before = PlatformDependent.usedDirectMemory();
      storm(mesh, clock, states);
      assertThat(PlatformDependent.usedDirectMemory() - before)
          .as("direct memory that a second storm added; seed %s", seed)
          .isLessThan(16L << 20);
      assertThat(wrong).as("seed %s", seed).isEmpty();
      assertThat(own.get()).as("answers that came home; seed %s", seed).isGreaterThan(300);
      assertThat(others.get()).as("refused or cut").isPositive();
      everyPlaceIsFree(mesh);
    }
  }

  private void storm(BrokerFixture mesh, SystemClock clock, List<ServiceState> states) {
    long until = clock.nanos() + NANOS;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        SplittableRandom dice = random.split();
        int caller = i;
        threads.execute(() -> {
          for (int call = 0; clock.nanos() < until; call++) {
            call(mesh, "/token-" + caller + "-" + call + "-" + dice.nextInt(1 << 20), dice);
          }
        });
      }
      SplittableRandom dice = random.split();
      threads.execute(() -> {
        while (clock.nanos() < until) {
          mesh.put(states.get(dice.nextInt(states.size())));
          LockSupport.parkNanos(30_000_000);
        }
      });
    }
    mesh.put(states.getFirst());
    BrokerFixture.until(() -> mesh.broker.stats().inFlight() == 0);
    BrokerFixture.until(
        () -> mesh.broker.routees().stream().allMatch(routee -> routee.inFlight() == 0));
    assertThat(mesh.broker.routees().stream().mapToInt(RouteeReport::idleConnections).sum())
        .as("idle connections")
        .isLessThanOrEqualTo(MOST_CONNECTIONS);
  }

  /**
   * As many calls as may be are let in, no more, and all are served over the connections allowed.
   */
  private void everyPlaceIsFree(BrokerFixture mesh) throws Exception {
    var seen = new AtomicInteger();
    try (RawRoutee held =
            new RawRoutee((head, in, out, socket) -> {
              seen.incrementAndGet();
              BrokerFixture.await(release);
              out.write(RawRoutee.answer(200, "held"));
              return true;
            });
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      mesh.put(
          service()
              .timeout(TimeoutPolicy.DEFAULT)
              .eject(MeshFixture.NEVER_EJECT)
              .routee("held", held.port())
              .build());
      var calls = new ArrayList<Future<RawCaller.Answer>>();
      for (int i = 0; i < MOST_REQUESTS; i++) {
        calls.add(threads.submit(() -> mesh.get("orders")));
      }
      BrokerFixture.until(() -> seen.get() == MOST_CONNECTIONS);
      BrokerFixture.until(() -> mesh.broker.stats().inFlight() == MOST_REQUESTS);
      assertThat(mesh.get("orders").status()).as("one too many; seed %s", seed).isEqualTo(503);
      release.countDown();
      for (Future<RawCaller.Answer> call : calls) {
        assertThat(call.get().body()).as("seed %s", seed).isEqualTo("held");
      }
      assertThat(held.connections).hasValue(MOST_CONNECTIONS);
    }
  }

  private static MeshFixture service() {
    return MeshFixture.service("orders")
        .eject(HASTY)
        .timeout(SHORT)
        .limit(new LimitPolicy(MOST_CONNECTIONS, 100, MOST_REQUESTS));
  }

  private static List<ServiceState> states(int good, int bad, int fresh) {
    return List.of(
        service()
            .routee("good", good)
            .routee("bad", bad)
            .routee("fresh", fresh, Verdict.State.PASSING, 100, Protocol.H2C)
            .build(),
        service()
            .roundRobin()
            .routee("good", good)
            .routee("fresh", fresh, Verdict.State.PASSING, 300, Protocol.H2C)
            .build(),
        service()
            .balance(new BalancePolicy(Algorithm.LEAST_REQUEST, 50, Duration.ofMillis(100)))
            .routee("bad", bad)
            .routee("fresh", fresh, Verdict.State.PASSING, 100, Protocol.H2C)
            .build(),
        service().routee("good", good).routee("bad", bad).build(),
        service().routee("bad", bad).build(),
        MeshFixture.service("others").routee("good", good).build());
  }

  // Routees.

  private static RawRoutee echo(SplittableRandom dice, boolean bad) throws IOException {
    return new RawRoutee((head, in, out, socket) -> {
      int what;
      synchronized (dice) {
        what = dice.nextInt(bad ? 12 : 100);
      }
      if (what == 0) {
        return false; // before the request was read
      }
      RawRoutee.skipBody(head, in);
      String target = head.split(" ", 3)[1];
      byte[] answer = RawRoutee.answer(200, target);
      switch (what) {
        case 1 -> {
          socket.setSoLinger(true, 0);
          return false;
        }
        case 2 -> {
          out.write(answer, 0, answer.length - 3);
          return false;
        }
        case 3 -> out.write(RawRoutee.answer(503, target));
        case 4 -> out.write("HTTP/1.1 nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        case 5 -> {
          LockSupport.parkNanos(500_000_000); // longer than the call may take
          out.write(answer);
        }
        case 6 -> {
          out.write(answer);
          return false; // without having said so
        }
        default -> out.write(answer);
      }
      return true;
    });
  }

  private static Http2RawRoutee http2(SplittableRandom dice) throws IOException {
    return Http2RawRoutee.answering((wire, stream, fields) -> {
      int what;
      synchronized (dice) {
        what = dice.nextInt(30);
      }
      String target =
          fields.stream().filter(it -> it.startsWith(":path: ")).findFirst().orElseThrow();
      String said = target.substring(":path: ".length());
      switch (what) {
        case 0 -> wire.reset(stream, 7);
        case 1 -> wire.reset(stream, 2);
        case 2 -> {
          wire.headers(stream, false, ":status: 200");
          wire.data(stream, false, said.substring(1));
          wire.reset(stream, 2);
        }
        case 3 -> wire.headers(stream, true, ":status: 503");
        case 4 -> wire.send(Http2Wire.GOAWAY, 0, 0, new byte[8]);
        case 5 -> wire.socket.close();
        case 6 -> wire.headers(stream, true, "status: none");
        default -> {
          wire.headers(stream, false, ":status: 200", "content-length: " + said.length());
          wire.data(stream, true, said);
        }
      }
    });
  }

  // Callers.

  private void call(BrokerFixture mesh, String token, SplittableRandom dice) {
    try {
      switch (dice.nextInt(5)) {
        case 0 -> leave(mesh, token, dice);
        case 1 -> streams(mesh, token, dice);
        case 2 -> webSocket(mesh, token);
        default -> several(mesh, token, dice);
      }
    } catch (SocketTimeoutException e) {
      wrong.add("no end of " + token);
    } catch (IOException e) {
      others.incrementAndGet(); // cut, as bad routees' answers are
    }
  }

  private void several(BrokerFixture mesh, String token, SplittableRandom dice) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      for (int i = 1 + dice.nextInt(6); i > 0; i--) {
        String target = token + "-" + i;
        boolean post = dice.nextBoolean();
        String body = post ? "Content-Length: 3\r\n\r\nabc" : "\r\n";
        caller.send((post ? "POST " : "GET ") + target + " HTTP/1.1\r\nHost: orders\r\n" + body);
        RawCaller.Answer answer = caller.read();
        took(target, answer.status(), answer.body());
      }
    }
  }

  private void took(String target, int status, String body) {
    if (status == 200 && body.equals(target)) {
      own.incrementAndGet();
    } else if (status == 200
        || (status == 503 && !body.isEmpty() && !body.contains("{") && !body.equals(target))) {
      wrong.add(target + " got " + status + " " + body);
    } else {
      others.incrementAndGet();
    }
  }

  /** Goes away somewhere in the middle. */
  private static void leave(BrokerFixture mesh, String token, SplittableRandom dice)
      throws IOException {
    try (RawCaller caller = mesh.caller()) {
      String request =
          "POST " + token + " HTTP/1.1\r\nHost: orders\r\nContent-Length: 20\r\n\r\nabcdefghij";
      caller.send(request.substring(0, 1 + dice.nextInt(request.length())));
      if (dice.nextBoolean()) {
        LockSupport.parkNanos(dice.nextInt(20_000_000));
      }
      if (dice.nextBoolean()) {
        caller.socket.setSoLinger(true, 0);
      }
    }
  }

  private void streams(BrokerFixture mesh, String token, SplittableRandom dice) throws IOException {
    try (Http2Wire wire = Http2Wire.caller(mesh.broker.port())) {
      int count = 1 + dice.nextInt(6);
      for (int i = 0; i < count; i++) {
        int stream = 2 * i + 1;
        boolean whole = dice.nextInt(4) > 0;
        wire.request(stream, whole, whole ? "GET" : "POST", "orders", token + "-" + stream);
        if (!whole) {
          wire.data(stream, dice.nextBoolean(), "abc");
          wire.reset(stream, 8);
        } else if (dice.nextInt(6) == 0) {
          wire.reset(stream, 8);
        }
      }
      int last = 2 * count + 1;
      wire.get(last, "orders");
      Http2Wire.Message message = wire.message(last);
      if (message.field(":status").equals("200") && message.reset() < 0) {
        took("/", 200, message.text());
      }
    }
  }

  private void webSocket(BrokerFixture mesh, String token) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      caller.send(
          "GET "
              + token
              + " HTTP/1.1\r\nHost: orders\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
      RawCaller.Answer answer = caller.read();
      took(token, answer.status(), answer.body());
    }
  }
}
