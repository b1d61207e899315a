package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What calls leave behind for the collector, on the loop that serves them. */
class AllocationTest {
  private static final int CALLS = 5_000; // more than are remembered

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void aCallOnKeptConnectionsLeavesLessThanOneKilobyte() throws IOException {
    var loop = new LoopSeen();
    mesh.broker.observe(loop);
    try (RawRoutee routee = RawRoutee.answering("hello");
        RawCaller caller = mesh.caller()) {
      mesh.put(MeshFixture.service("orders").routee("orders-1", routee.port()).build());
      calls(caller); // the connections, the pools, what remembers calls, the first compilations
      long before = loop.allocated();
      calls(caller);
      long perCall = (loop.allocated() - before) / CALLS;
      assertThat(perCall).isBetween(1L, 1_023L);
    }
  }

  private static void calls(RawCaller caller) throws IOException {
    for (int i = 0; i < CALLS; i++) {
      caller.send("GET /some/where HTTP/1.1\r\nHost: orders\r\nAccept: text/plain\r\n\r\n");
      assertThat(caller.read().status()).isEqualTo(200);
    }
  }

  /** Takes note of the loop's thread. */
  private static final class LoopSeen implements ExchangeObserver {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong thread = new AtomicLong();

    @Override
    public void began(ObservedExchange exchange) {
      // known by the end
    }

    @Override
    public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
      thread.set(Thread.currentThread().threadId());
    }

    long allocated() {
      return threads.getThreadAllocatedBytes(thread.get());
    }
  }
}
