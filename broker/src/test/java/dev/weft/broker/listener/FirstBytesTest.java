package dev.weft.broker.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.observe.Observers;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.RouteeStreams;
import dev.weft.testkit.FakeClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstBytesTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final RouteeStreams NO_ROUTEES =
      new RouteeStreams() {
        @Override
        public @Nullable RouteeStream idle(RouteeLane routee) {
          throw new AssertionError("no call comes of this");
        }

        @Override
        public void open(
            Loop loop, RouteeLane routee, ConnectionLimit limit, Duration timeout, Opened opened) {
          throw new AssertionError("no call comes of this");
        }
      };

  private final FakeClock clock = new FakeClock();
  private final StringBuilder http1 = new StringBuilder();
  private final StringBuilder http2 = new StringBuilder();
  private boolean draining;
  private EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void stop() {
    channel.finishAndReleaseAll();
  }

  private void connect() {
    http1.setLength(0);
    http2.setLength(0);
    channel.finishAndReleaseAll();
    channel = new EmbeddedChannel();
    channel.freezeTime(); // what falls due is decided by the clock alone
    var loop = new Loop(channel.eventLoop(), clock, 1, "");
    var path =
        new RequestPath(
            () -> {
              throw new AssertionError("no call comes of this");
            },
            NO_ROUTEES,
            new Observers(),
            () -> draining);
    channel
        .pipeline()
        .addLast(new FirstBytes(path, loop, channel, writingTo(http1), writingTo(http2)));
  }

  private static Supplier<ChannelHandler> writingTo(StringBuilder seen) {
    return () ->
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            var bytes = (ByteBuf) message;
            seen.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
          }
        };
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  private void pass(Duration time) {
    clock.advance(time);
    channel.advanceTimeBy(1, TimeUnit.SECONDS); // at least one tick
    channel.runScheduledPendingTasks();
  }

  @Test
  void thePrefaceIsHttp2WhateverPiecesItComesIn() {
    String all = PREFACE + "and frames";
    for (int first = 0; first < PREFACE.length(); first++) {
      for (int second = first; second <= all.length(); second++) {
        connect();
        send(all.substring(0, first));
        send(all.substring(first, second));
        send(all.substring(second));
        assertThat(http2).as("in pieces at %d and %d", first, second).hasToString(all);
        assertThat(http1).isEmpty();
      }
    }
  }

  @Test
  void whateverElseIsHttp1FromItsFirstDifferentByteOn() {
    for (String text :
        List.of(
            "GET / HTTP/1.1\r\n",
            "\r\n\r\nGET",
            "POST",
            "PROPFIND /",
            "PRI * HTTP/1.1\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r!",
            "PRI * HTTP/2.0\n\n")) {
      for (int first = 0; first < text.length(); first++) {
        connect();
        send(text.substring(0, first));
        send(text.substring(first));
        assertThat(http1).as("%s in pieces at %d", text, first).hasToString(text);
        assertThat(http2).isEmpty();
      }
    }
  }

  @Test
  void aFirstLineWithoutAnyVersionIsNeither() {
    connect();
    send("PRI * SMTP\r\n");
    assertThat(channel.isOpen()).isFalse();
    assertThat(http1).isEmpty();
    assertThat(http2).isEmpty();
  }

  @Test
  void whoSaysNothingOrTooLittleIsClosedAfterTenSeconds() {
    for (String little : List.of("", "PRI * HT")) {
      connect();
      ByteBuf sent = Unpooled.copiedBuffer(little, StandardCharsets.ISO_8859_1);
      channel.writeInbound(sent);
      pass(Duration.ofMillis(9_900));
      assertThat(channel.isOpen()).isTrue();
      pass(Duration.ofMillis(200));
      assertThat(channel.isOpen()).isFalse();
      assertThat(sent.refCnt()).as("what was held").isZero();
    }
  }

  @Test
  void aDrainLeavesASecondForTheFirstRequest() {
    connect();
    channel.pipeline().fireUserEventTriggered(Drain.NOW);
    pass(Duration.ofMillis(900));
    assertThat(channel.isOpen()).isTrue();
    send("GET");
    pass(Duration.ofSeconds(20));
    assertThat(channel.isOpen()).as("it has begun").isTrue();

    draining = true;
    connect();
    pass(Duration.ofMillis(900));
    assertThat(channel.isOpen()).isTrue();
    pass(Duration.ofMillis(200));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoEndsBeforeItHasBegunIsClosed() {
    connect();
    send("PRI");
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(channel.isOpen()).isFalse();
    assertThat(http1).isEmpty();
  }
}
