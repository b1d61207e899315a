package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a caller says it waits: carried on, and kept to. */
class DeadlineTest {
  private final FakeClock clock = new FakeClock();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture(clock, 1);
  }

  @AfterEach
  void stop() {
    mesh.close();
    calls.close();
  }

  private RawCaller.Answer ask(String deadline) throws IOException {
    try (RawCaller caller = mesh.caller()) {
      return caller
          .send("GET / HTTP/1.1\r\nHost: orders\r\nx-weft-deadline: " + deadline + "\r\n\r\n")
          .read();
    }
  }

  private static String deadlineIn(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("x-weft-deadline:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .reduce("", (one, other) -> one + other);
  }

  @Test
  void theCallEndsWhenItsCallerWaitsNoLonger() throws Exception {
    var frozen = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    try (RawRoutee stopped =
        new RawRoutee((head, in, out, socket) -> {
          seen.countDown();
          BrokerFixture.await(frozen);
          return false;
        })) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", stopped.port()).build());
      Future<RawCaller.Answer> call = calls.submit(() -> ask("2000"));
      seen.await();
      clock.advance(Duration.ofMillis(1_900));
      assertThat(call.isDone()).isFalse();
      BrokerFixture.until(() -> {
        clock.advance(Duration.ofMillis(20));
        return call.isDone();
      });
      assertThat(call.get().status()).isEqualTo(504);
      assertThat(call.get().body()).contains("the call's 2000 ms are over");
      frozen.countDown();
    }
  }

  @Test
  void aSecondTryIsToldWhatIsLeft() throws Exception {
    var slow = new CountDownLatch(1);
    var seen = new CountDownLatch(1);
    var told = new CopyOnWriteArrayList<String>();
    RawRoutee.Conduct firstFails =
        (head, in, out, socket) -> {
          told.add(deadlineIn(head));
          if (told.size() == 1) {
            seen.countDown();
            BrokerFixture.await(slow);
          }
          out.write(RawRoutee.answer(told.size() == 1 ? 503 : 200, "done"));
          return true;
        };
    try (RawRoutee one = new RawRoutee(firstFails);
        RawRoutee two = new RawRoutee(firstFails)) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", one.port())
              .routee("orders-2", two.port())
              .build());
      Future<RawCaller.Answer> call = calls.submit(() -> ask("5000"));
      seen.await();
      clock.advance(Duration.ofMillis(700));
      slow.countDown();
      assertThat(call.get().status()).isEqualTo(200);
      assertThat(told).containsExactly("5000", "4300");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999", "0x10"})
  void whatIsNoNumberOfMillisecondsSaysNothing(String said) throws Exception {
    try (RawRoutee good = RawRoutee.answering("good")) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", good.port()).build());
      assertThat(ask(said).body()).isEqualTo("good");
      assertThat(deadlineIn(good.heads.getFirst())).isEmpty();
    }
  }
}
