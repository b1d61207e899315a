package dev.weft.broker.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.RouteeStreams;
import dev.weft.broker.route.Routes;
import dev.weft.testkit.FakeClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whatever frames a caller sends: no defect, and nothing is held when the connection is over. The
 * input is a row of frames, each of a type, flags, a stream, a length and as many bytes.
 */
class Http2CallerFuzzTest {
  private static final RouteeStreams NO_ROUTEES =
      new RouteeStreams() {
        @Override
        public @Nullable RouteeStream idle(RouteeLane routee) {
          throw new AssertionError("no service is there");
        }

        @Override
        public void open(
            Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened) {
          throw new AssertionError("no service is there");
        }
      };
  private static final ExchangeObserver NOBODY =
      new ExchangeObserver() {
        @Override
        public void began(ObservedExchange exchange) {
          assertThat(exchange.service()).isNull(); // no service is there
        }

        @Override
        public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
          assertThat(exchange.routee()).isNull();
        }
      };

  @FuzzTest(maxDuration = "2m")
  void bearsAnyFrames(byte[] input) {
    var defects = new ArrayList<LogRecord>();
    Handler listening = listeningTo(defects);
    Logger log = Logger.getLogger(Http2Peer.class.getName());
    log.addHandler(listening);
    var channel = new EmbeddedChannel();
    try {
      var loop = new Loop(channel.eventLoop(), new FakeClock(), 1, "");
      var path = new RequestPath(Routes::empty, NO_ROUTEES, NOBODY, () -> false);
      var caller = new Http2Caller(path, loop);
      channel.pipeline().addLast(caller);
      var sent = new ArrayList<ByteBuf>();
      sent.add(Unpooled.copiedBuffer(Http2CodecUtil.connectionPrefaceBuf()));
      sent.add(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}));
      sent.addAll(frames(input));
      for (ByteBuf frame : sent) {
        if (channel.isOpen()) {
          channel.writeInbound(frame);
          channel.runPendingTasks();
        } else {
          frame.release();
        }
      }
      channel.finishAndReleaseAll();
      channel.checkException();
      assertThat(sent).allSatisfy(frame -> assertThat(frame.refCnt()).isZero());
      assertThat(caller.connection().numActiveStreams()).isZero();
    } finally {
      channel.finishAndReleaseAll();
      log.removeHandler(listening);
    }
    assertThat(defects).extracting(LogRecord::getThrown).isEmpty();
  }

  private static List<ByteBuf> frames(byte[] input) {
    var frames = new ArrayList<ByteBuf>();
    int at = 0;
    while (at + 4 <= input.length) {
      int length = Math.min(input[at + 3] & 0xff, input.length - at - 4);
      frames.add(
          Unpooled.buffer()
              .writeMedium(length)
              .writeByte(input[at] % 11)
              .writeByte(input[at + 1])
              .writeInt(input[at + 2] & 0xf)
              .writeBytes(input, at + 4, length));
      at += 4 + length;
    }
    return frames;
  }

  private static Handler listeningTo(List<LogRecord> defects) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        defects.add(record);
      }

      @Override
      public void flush() {
        // nothing waits
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }
}
