package dev.weft.broker.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.broker.eject.Address;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.listener.Transport;
import dev.weft.model.time.SystemClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the machine's own transport. */
class ConnectorTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int ROUNDS = 20;

  private final SystemClock clock = new SystemClock();
  private EventLoopGroup group;
  private Loop loop;
  private Connector connector;
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    Transport transport = Transport.chosen();
    group = new MultiThreadIoEventLoopGroup(1, transport.handlers());
    loop = new Loop(group.next(), clock, 1, "");
    connector = new Connector(transport);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    clock.close();
  }

  /**
   * The kernel tells a loop of several sockets at once. Where one's handler closes another and
   * connects anew, the new socket has the closed one's descriptor, and must not be taken for it.
   */
  @Test
  void aConnectionIsNotTakenForOneThatWasClosedBefore() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      var doomed = new CompletableFuture<Channel>();
      var second = new CompletableFuture<Channel>();
      Channel[] old = new Channel[1];
      connect(
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
              ReferenceCountUtil.release(message);
              var _ = old[0].close();
              connectHere(new ChannelInboundHandlerAdapter(), second);
            }
          },
          new CompletableFuture<>());
      try (Socket telling = server.accept()) {
        connect(new ChannelInboundHandlerAdapter(), doomed);
        try (Socket leaving = server.accept()) {
          old[0] = doomed.get(5, TimeUnit.SECONDS);
          var told = new CountDownLatch(1);
          var busy = new CountDownLatch(1);
          loop.eventLoop()
              .execute(() -> {
                busy.countDown();
                awaitUninterruptibly(told);
              });
          busy.await();
          telling.getOutputStream().write('x');
          leaving.shutdownOutput();
          told.countDown();
          Channel stands = second.get(10, TimeUnit.SECONDS);
          assertThat(stands.isActive()).isTrue();
          stands.close().sync();
          server.accept().close();
        }
      }
    }
  }

  @Test
  void whoWaitsForALookUpIsToldInTimeAndAllWaitForTheSame() throws Exception {
    var asked = new AtomicInteger();
    var answered = new CountDownLatch(1);
    var slow =
        new Connector(
            Transport.chosen(),
            host -> {
              asked.incrementAndGet();
              awaitUninterruptibly(answered);
              return InetAddress.getLoopbackAddress();
            });
    try {
      var failed = new CompletableFuture<Channel>();
      connect(slow, "slow.example", Duration.ofMillis(50), failed);
      assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(LookUpTimeoutException.class)
          .hasMessageContaining("is at slow.example, which was not found within 50 ms");
      var patient = new CompletableFuture<Channel>();
      connect(slow, "slow.example", TIMEOUT, patient);
      loop.eventLoop().submit(() -> {}).sync();
      assertThat(asked).as("looked up once").hasValue(1);
      answered.countDown();
      assertThat(patient.get(10, TimeUnit.SECONDS).isActive()).isTrue();
    } finally {
      answered.countDown();
    }
  }

  @Test
  void aHostThatIsNotKnownIsSaid() throws Exception {
    var knowsNone =
        new Connector(
            Transport.chosen(),
            host -> {
              throw new UnknownHostException(host + ": Name or service not known");
            });
    var failed = new CompletableFuture<Channel>();
    connect(knowsNone, "no.example", TIMEOUT, failed);
    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnknownHostException.class)
        .hasMessageContaining("is at no.example, which was not found");
  }

  private void connect(
      Connector with, String host, Duration timeout, CompletableFuture<Channel> result) {
    loop.eventLoop()
        .execute(() ->
            with.connect(
                loop,
                new Address(host, server.getLocalPort()),
                timeout,
                new ChannelInboundHandlerAdapter(),
                (channel, failure) -> complete(result, channel, failure)));
  }

  private void connect(ChannelInboundHandlerAdapter handler, CompletableFuture<Channel> result) {
    loop.eventLoop().execute(() -> connectHere(handler, result));
  }

  private void connectHere(
      ChannelInboundHandlerAdapter handler, CompletableFuture<Channel> result) {
    connector.connect(
        loop,
        new Address("127.0.0.1", server.getLocalPort()),
        TIMEOUT,
        handler,
        (channel, failure) -> complete(result, channel, failure));
  }

  private static void complete(
      CompletableFuture<Channel> result, @Nullable Channel channel, @Nullable Throwable failure) {
    if (channel != null) {
      channel.read();
      result.complete(channel);
    } else {
      result.completeExceptionally(failure);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
