package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.Http2Wire.Frame;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections that say that they will close, on either side, while calls are under way. */
class GoAwayTest {
  private static final int NO_ERROR = 0;
  private static final int AT_ONCE = 40;
  private static final int ROUNDS = 10;
  private static final int SERVED = 60; // by a connection, before it leaves
  private static final int LEAVING = 4; // connections in a row that leave with the call

  /** Serves some streams; what comes behind GOAWAY it does not look at. */
  private static void leaveInTheMiddle(Http2Wire wire) throws IOException {
    int seen = 0;
    int last = Integer.MAX_VALUE;
    while (true) {
      Frame frame = wire.read();
      if (frame.type() == Http2Wire.HEADERS) {
        wire.fields(frame);
        if (++seen == SERVED) {
          last = frame.stream();
          byte[] payload = ByteBuffer.allocate(8).putInt(last).putInt(NO_ERROR).array();
          wire.send(Http2Wire.GOAWAY, 0, 0, payload);
        }
      }
      if (frame.ends() && frame.stream() <= last) {
        wire.headers(frame.stream(), false, ":status: 200", "content-length: 5");
        wire.data(frame.stream(), true, "hello");
      }
    }
  }

  @Test
  void losesNoPostWhenTheOnlyRouteeKeepsLeavingItsConnections() throws IOException {
    try (var mesh = new BrokerFixture();
        var routee = new Http2RawRoutee(GoAwayTest::leaveInTheMiddle);
        Http2Wire caller = Http2Wire.caller(mesh.broker.port())) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", routee.port(), Verdict.State.PASSING, 100, Protocol.H2C)
              .eject(MeshFixture.NEVER_EJECT)
              .build());
      int stream = 1;
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < AT_ONCE; i++, stream += 2) {
          caller.request(stream, false, "POST", "orders", "/").data(stream, true, "hi");
        }
        assertThat(statuses(caller, AT_ONCE)).containsOnly(":status: 200");
      }
      assertThat(routee.connections.get()).isGreaterThanOrEqualTo(ROUNDS * AT_ONCE / SERVED);
    }
  }

  /** By its last connection but one it has looked at nothing; the first says so in two steps. */
  @Test
  void losesNoPostThatMeetsManyConnectionsOnTheirWayOut() throws IOException {
    var left = new AtomicInteger();
    try (var mesh = new BrokerFixture();
        var routee =
            new Http2RawRoutee(wire -> {
              Frame asked = wire.read();
              while (asked.type() != Http2Wire.HEADERS) {
                asked = wire.read();
              }
              if (left.getAndIncrement() < LEAVING) {
                leave(wire, Integer.MAX_VALUE);
                leave(wire, 0);
                wire.untilClosed();
              } else {
                wire.fields(asked);
                wire.headers(asked.stream(), false, ":status: 200", "content-length: 5");
                wire.data(asked.stream(), true, "hello");
                wire.untilClosed();
              }
            })) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", routee.port(), Verdict.State.PASSING, 100, Protocol.H2C)
              .build());
      assertThat(mesh.call("POST", "orders", "/").status()).isEqualTo(200);
      assertThat(left).hasValue(LEAVING + 1);
      assertThat(mesh.broker.stats().ejections()).isZero();
    }
  }

  private static void leave(Http2Wire wire, int last) throws IOException {
    wire.send(Http2Wire.GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(last).putInt(NO_ERROR).array());
  }

  private static List<String> statuses(Http2Wire caller, int calls) throws IOException {
    var statuses = new CopyOnWriteArrayList<String>();
    for (int ended = 0; ended < calls; ) {
      Frame frame = caller.read();
      if (frame.type() == Http2Wire.HEADERS) {
        statuses.add(caller.fields(frame).getFirst());
      }
      assertThat(frame.type()).isNotEqualTo(Http2Wire.RST_STREAM);
      ended += frame.ends() ? 1 : 0;
    }
    assertThat(statuses).hasSize(calls);
    return statuses;
  }

  @Test
  void losesNoCallOfAnHttp2CallerWhenItDrains() throws Exception {
    try (var mesh = new BrokerFixture();
        RawRoutee routee = RawRoutee.answering("hello")) {
      mesh.put(
          MeshFixture.service("orders")
              .routee("orders-1", routee.port())
              .eject(MeshFixture.NEVER_EJECT)
              .build());
      var answered = new AtomicInteger();
      var lost = new CopyOnWriteArrayList<String>();
      var callers = new CopyOnWriteArrayList<Thread>();
      for (int i = 0; i < 4; i++) {
        Http2Wire wire = Http2Wire.caller(mesh.broker.port());
        callers.add(Thread.ofVirtual().start(() -> callUntilGoAway(wire, answered, lost)));
      }
      BrokerFixture.until(() -> answered.get() > 200);
      mesh.broker.drain(Duration.ofSeconds(10));
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(lost).isEmpty();
    }
  }

  /** Keeps eight calls under way until the broker says that it leaves, then ends what it began. */
  private static void callUntilGoAway(Http2Wire wire, AtomicInteger answered, List<String> lost) {
    int underWay = 0;
    int next = 1;
    boolean leaving = false;
    try (wire) {
      while (!leaving || underWay > 0) {
        for (; !leaving && underWay < 8; underWay++, next += 2) {
          wire.get(next, "orders");
        }
        Frame frame = wire.read();
        if (frame.type() == Http2Wire.GOAWAY) {
          leaving = true;
        } else if (frame.type() == Http2Wire.PING) {
          wire.send(Http2Wire.PING, Http2Wire.ACK, 0, frame.payload());
        } else if (frame.type() == Http2Wire.HEADERS) {
          String status = wire.fields(frame).getFirst();
          if (!status.equals(":status: 200")) {
            lost.add(status);
          }
        }
        if (frame.type() == Http2Wire.RST_STREAM) {
          lost.add("reset " + frame.error());
          underWay--;
        } else if (frame.ends()) {
          answered.incrementAndGet();
          underWay--;
        }
      }
    } catch (IOException e) {
      lost.add(underWay + " under way: " + e);
    }
  }
}
