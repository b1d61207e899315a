package dev.weft.control.http;

import dev.weft.model.time.Clock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens and serves. Safe for use by any thread; starting and closing block. */
public final class HttpServer implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final int BACKLOG = 1024;
  private static final int MOST_LOOPS = 4;

  private final Requests requests;
  private final Clock clock;
  private final @Nullable Certificate certificate;
  private final EventLoopGroup group;
  private final Map<EventLoop, ServerLoop> loops = new HashMap<>();
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Channel listener;
  private final Clock.Timer ticking;

  private HttpServer(
      InetSocketAddress address, @Nullable Certificate certificate, Handler handler, Clock clock)
      throws IOException {
    this.requests = new Requests(handler);
    this.clock = clock;
    this.certificate = certificate;
    Transport transport = Transport.best();
    int width = Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
    group =
        new MultiThreadIoEventLoopGroup(
            width, new DefaultThreadFactory("weft-control", true), transport.handlers());
    for (EventExecutor executor : group) {
      var eventLoop = (EventLoop) executor;
      loops.put(eventLoop, new ServerLoop(eventLoop, clock));
    }
    try {
      listener = bind(transport, address);
    } catch (IOException e) {
      stopLoops();
      throw e;
    }
    ticking = clock.every(TICK, () -> onEveryLoop(ServerLoop::tick));
  }

  /**
   * Starts to serve.
   *
   * @param certificate null to serve without TLS
   * @throws IOException if the address cannot be listened on
   */
  public static HttpServer start(
      InetSocketAddress address, @Nullable Certificate certificate, Handler handler, Clock clock)
      throws IOException {
    return new HttpServer(address, certificate, handler, clock);
  }

  private Channel bind(Transport transport, InetSocketAddress address) throws IOException {
    ChannelFuture binding =
        new ServerBootstrap()
            .group(group)
            .channel(transport.server())
            .handler(new AcceptFailures())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(Limits.OUTBOUND_LOW, Limits.OUTBOUND_HIGH))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (binding.isSuccess()) {
      return binding.channel();
    }
    Throwable cause = binding.cause();
    throw cause instanceof IOException io ? io : new IOException(cause);
  }

  private void accepted(Channel channel) {
    ServerLoop loop = Objects.requireNonNull(loops.get(channel.eventLoop()));
    var decoder = new Decoder();
    SslHandler tls = certificate == null ? null : certificate.handler(channel.alloc());
    var connection = new Connection(loop, requests, channel, decoder, tls);
    if (tls != null) {
      channel.pipeline().addLast(tls);
    }
    channel.pipeline().addLast(decoder).addLast(connection);
    loop.joined(connection);
    clients.add(channel);
    pauseWhenFull(channel);
  }

  /** Connections beyond the limit wait in the kernel until another one closes. */
  private void pauseWhenFull(Channel newest) {
    ChannelConfig accepting = newest.parent().config();
    newest
        .closeFuture()
        .addListener(closed -> {
          if (!accepting.isAutoRead() && clients.size() < Limits.CONNECTIONS) {
            accepting.setAutoRead(true);
          }
        });
    if (clients.size() >= Limits.CONNECTIONS) {
      accepting.setAutoRead(false);
    }
  }

  /** The port that is listened on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** How many clients are connected. */
  public int connections() {
    return clients.size();
  }

  /** Stops listening, lets running requests finish for a second and closes what is left. */
  @Override
  public void close() {
    ticking.cancel();
    listener.close().awaitUninterruptibly();
    onEveryLoop(ServerLoop::drain);
    long endNanos = clock.nanos() + DRAIN.toNanos();
    for (Channel client : clients) {
      long left = Math.max(1, endNanos - clock.nanos());
      if (!client.closeFuture().awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
        break;
      }
    }
    onEveryLoop(ServerLoop::closeAll);
    stopLoops();
  }

  private void onEveryLoop(java.util.function.Consumer<ServerLoop> task) {
    loops.values().forEach(loop -> loop.execute(() -> task.accept(loop)));
  }

  private void stopLoops() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
