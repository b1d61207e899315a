package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Verdict;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Server streams of gRPC whose callers are slow: the routee can send no more than a window's worth
 * ahead of them, and all of it arrives in the end.
 */
class GrpcStreamsTest {
  private static final int MESSAGE_BYTES = 32 << 10;
  private static final int PREFIX_BYTES = 5;
  private static final int SETTINGS_INITIAL_WINDOW_SIZE = 4;
  private static final int WIDE = 1 << 30;
  private static final String[] GRPC = {"content-type: application/grpc", "te: trailers"};

  private BrokerFixture mesh;

  @BeforeEach
  void start() {
    mesh = new BrokerFixture();
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  private void prices(Http2RawRoutee routee) {
    mesh.put(
        MeshFixture.service("prices")
            .routee("prices-1", routee.port(), Verdict.State.PASSING, 100, Protocol.GRPC)
            .build());
  }

  @Test
  void manyStreamsWaitForCallersThatGiveNoWindow() throws IOException {
    int streams = 50;
    int messages = 32; // a megabyte each
    var sent = new AtomicLong();
    long before = PlatformDependent.usedDirectMemory();
    var callers = new ArrayList<Http2Wire>();
    try (var routee = streaming(messages, sent)) {
      prices(routee);
      for (int i = 0; i < streams; i++) {
        Http2Wire caller = Http2Wire.caller(mesh.broker.port());
        callers.add(caller.request(1, true, "POST", "prices", "/Prices/Watch", GRPC));
      }
      assertThat(BrokerFixture.untilStill(sent::get))
          .as("a window of the broker's and one of its caller's each")
          .isBetween((streams * 64L) << 10, (streams * 200L) << 10);
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(32L << 20);
      for (Http2Wire caller : callers) {
        arrives(caller.message(1), messages);
      }
    } finally {
      for (Http2Wire caller : callers) {
        caller.close();
      }
    }
  }

  @Test
  void oneStreamWaitsForACallerThatDoesNotRead() throws IOException {
    int messages = 2_048; // 64 megabytes
    var sent = new AtomicLong();
    long before = PlatformDependent.usedDirectMemory();
    try (var routee = streaming(messages, sent);
        Http2Wire caller =
            Http2Wire.caller(mesh.broker.port(), SETTINGS_INITIAL_WINDOW_SIZE, WIDE)) {
      prices(routee);
      caller.send(
          Http2Wire.WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(WIDE - 65_535).array());
      caller.request(1, true, "POST", "prices", "/Prices/Watch", GRPC);
      assertThat(BrokerFixture.untilStill(sent::get))
          .as("what the kernel takes")
          .isLessThan(32L << 20);
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(16L << 20);
      arrives(caller.message(1), messages);
    }
  }

  private static void arrives(Http2Wire.Message answer, int messages) {
    assertThat(answer.body()).hasSize(messages * (PREFIX_BYTES + MESSAGE_BYTES));
    assertThat(answer.sections()).hasSize(2);
    assertThat(answer.sections().getLast()).contains("grpc-status: 0");
    for (int i = 0; i < messages; i++) {
      int at = i * (PREFIX_BYTES + MESSAGE_BYTES) + PREFIX_BYTES;
      assertThat(answer.body()[at]).as("message %d", i).isEqualTo((byte) i);
    }
  }

  /** Answers each call with so many messages, as fast as the windows that it is given let it. */
  private static Http2RawRoutee streaming(int messages, AtomicLong sent) throws IOException {
    return new Http2RawRoutee(wire -> new Streams(wire, messages, sent).serve());
  }

  /** The streams of one connection. */
  private static final class Streams {
    private final Http2Wire wire;
    private final AtomicLong sent;
    private final byte[] body;
    private final Map<Integer, Integer> offsets = new HashMap<>();
    private final Map<Integer, Long> windows = new HashMap<>();
    private long connectionWindow = 65_535;
    private long initialWindow = 65_535;

    Streams(Http2Wire wire, int messages, AtomicLong sent) {
      this.wire = wire;
      this.sent = sent;
      ByteBuffer all = ByteBuffer.allocate(messages * (PREFIX_BYTES + MESSAGE_BYTES));
      for (int i = 0; i < messages; i++) {
        byte[] message = new byte[MESSAGE_BYTES];
        message[0] = (byte) i;
        all.put((byte) 0).putInt(MESSAGE_BYTES).put(message);
      }
      body = all.array();
    }

    void serve() throws IOException {
      while (true) {
        Http2Wire.Frame frame = wire.read();
        int stream = frame.stream();
        switch (frame.type()) {
          case Http2Wire.SETTINGS -> settings(frame.payload());
          case Http2Wire.WINDOW_UPDATE -> {
            int more = ByteBuffer.wrap(frame.payload()).getInt();
            if (stream == 0) {
              connectionWindow += more;
            } else {
              windows.computeIfPresent(stream, (_, left) -> left + more);
            }
          }
          case Http2Wire.HEADERS -> {
            wire.fields(frame);
            wire.headers(stream, false, ":status: 200", "content-type: application/grpc");
            offsets.put(stream, 0);
            windows.put(stream, initialWindow);
          }
          default -> {
            // of no meaning here
          }
        }
        for (int open : List.copyOf(offsets.keySet())) {
          sendOn(open);
        }
      }
    }

    private void settings(byte[] payload) {
      ByteBuffer settings = ByteBuffer.wrap(payload);
      while (settings.hasRemaining()) {
        boolean window = settings.getShort() == SETTINGS_INITIAL_WINDOW_SIZE;
        int value = settings.getInt();
        initialWindow = window ? value : initialWindow;
      }
    }

    private void sendOn(int stream) throws IOException {
      int at = offsets.getOrDefault(stream, 0);
      long window = windows.getOrDefault(stream, 0L);
      while (at < body.length && Math.min(window, connectionWindow) > 0) {
        int bytes = (int) Math.min(16_384, Math.min(window, connectionWindow));
        bytes = Math.min(bytes, body.length - at);
        byte[] part = new byte[bytes];
        System.arraycopy(body, at, part, 0, bytes);
        wire.send(Http2Wire.DATA, 0, stream, part);
        at += bytes;
        window -= bytes;
        connectionWindow -= bytes;
        sent.addAndGet(bytes);
      }
      offsets.put(stream, at);
      windows.put(stream, window);
      if (at == body.length) {
        wire.headers(stream, true, "grpc-status: 0");
        offsets.remove(stream);
        windows.remove(stream);
      }
    }
  }
}
