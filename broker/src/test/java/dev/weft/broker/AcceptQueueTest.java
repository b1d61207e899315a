package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connections that the kernel has made before a drain, and that no loop has accepted yet. */
class AcceptQueueTest {
  private static final int WAITING = 100; // more than are accepted in one turn of a loop

  @Test
  void callersThatWaitToBeAcceptedWhenTheBrokerDrainsAreAnswered() throws Exception {
    assumeTrue(Epoll.isAvailable(), "the queue is looked into on epoll only");
    var busy = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (var mesh = new BrokerFixture();
        var routee = RawRoutee.answering("hello")) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
      var callers = new ArrayList<RawCaller>();
      callers.add(mesh.caller());
      mesh.broker.observe(holdingTheLoop(busy, goOn));
      callers.getFirst().send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n");
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < WAITING; i++) {
        callers.add(mesh.caller().send("GET / HTTP/1.1\r\nHost: orders\r\n\r\n"));
      }
      Thread drain = Thread.ofPlatform().start(() -> mesh.broker.drain(Duration.ofSeconds(20)));
      BrokerFixture.until(() -> drain.getState() == Thread.State.WAITING);
      goOn.countDown();
      for (RawCaller caller : callers) {
        RawCaller.Answer answer = caller.read();
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.header("connection")).isEqualTo("close");
        caller.close();
      }
      drain.join();
    }
  }

  /** Keeps the broker's only loop from accepting anything after the first call has begun. */
  private static ExchangeObserver holdingTheLoop(CountDownLatch busy, CountDownLatch goOn) {
    return new ExchangeObserver() {
      @Override
      public void began(ObservedExchange exchange) {
        busy.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
        // only the beginning matters
      }
    };
  }
}
