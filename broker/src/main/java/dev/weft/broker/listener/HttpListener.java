package dev.weft.broker.listener;

import dev.weft.broker.lane.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The port that callers connect to: on Linux one listening socket per loop. */
public final class HttpListener implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final List<Channel> channels;

  private HttpListener(List<Channel> channels) {
    this.channels = channels;
  }

  /**
   * Listens.
   *
   * @param handlers makes the handler of a channel that the given loop accepted; on a transport
   *     with one listener for all, {@code loops} has its loop looked up by the handler
   * @param inherited whose sockets are used where they listen there already
   * @throws IOException if the port is taken or the host is not this machine's
   */
  public static HttpListener bind(
      Transport transport,
      EventLoopGroup group,
      List<Loop> loops,
      InetSocketAddress address,
      Inherited inherited,
      Function<List<Loop>, ChannelHandler> handlers)
      throws IOException {
    var channels = new ArrayList<Channel>();
    try {
      @Nullable ChannelOption<Boolean> reusePort = transport.reusePort();
      if (reusePort == null) {
        var bootstrap =
            bootstrap(transport, handlers.apply(loops)).group(group).channel(transport.server());
        channels.add(channelOf(bootstrap.bind(address)));
        return new HttpListener(channels);
      }
      adopt(transport, loops, address, inherited, handlers, channels);
      if (address.getPort() != 0 && channels.isEmpty()) {
        refuseTaken(address);
      }
      InetSocketAddress bound = address;
      for (Loop loop : loops.subList(Math.min(channels.size(), loops.size()), loops.size())) {
        var bootstrap =
            bootstrap(transport, handlers.apply(List.of(loop)))
                .group(loop.eventLoop())
                .channel(transport.server())
                .option(reusePort, true);
        Channel channel = channelOf(bootstrap.bind(bound));
        channels.add(channel);
        bound = (InetSocketAddress) channel.localAddress();
      }
      return new HttpListener(channels);
    } catch (IOException e) {
      channels.forEach(HttpListener::close);
      throw e;
    }
  }

  /** The former process may have had another number of loops: they go round. */
  private static void adopt(
      Transport transport,
      List<Loop> loops,
      InetSocketAddress address,
      Inherited inherited,
      Function<List<Loop>, ChannelHandler> handlers,
      List<Channel> channels)
      throws IOException {
    for (@Nullable FileDescriptor socket = inherited.take(address);
        socket != null;
        socket = inherited.take(address)) {
      Loop loop = loops.get(channels.size() % loops.size());
      var bootstrap = bootstrap(transport, handlers.apply(List.of(loop))).group(loop.eventLoop());
      channels.add(channelOf(Inherited.serve(bootstrap, socket)));
    }
  }

  /** The listening sockets, for another process; empty where they cannot be passed on. */
  public List<FileDescriptor> sockets() {
    return sockets(channels);
  }

  /** Of these channels. */
  public static List<FileDescriptor> sockets(Collection<Channel> listening) {
    return listening.stream()
        .filter(EpollServerSocketChannel.class::isInstance)
        .map(channel -> ((EpollServerSocketChannel) channel).fd())
        .toList();
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return ((InetSocketAddress) channels.getFirst().localAddress()).getPort();
  }

  /** Stops accepting; connections already accepted, or waiting for it, go on. */
  @Override
  public void close() {
    channels.forEach(AcceptQueue::emptyAndClose);
  }

  /**
   * Closes a listening socket; its port is free when this returns. NIO closes it for good only as
   * its loop selects the next time. Not on a loop's thread.
   */
  public static void close(Channel listening) {
    listening.close().syncUninterruptibly();
    if (listening instanceof NioServerSocketChannel
        && listening.eventLoop() instanceof SingleThreadEventLoop loop
        && !loop.isShuttingDown()) {
      Promise<Void> selected = GlobalEventExecutor.INSTANCE.newPromise();
      loop.executeAfterEventLoopIteration(() -> loop.execute(() -> selected.setSuccess(null)));
      selected.awaitUninterruptibly();
    }
  }

  /** What every listening socket has in common. */
  public static ServerBootstrap bootstrap(Transport transport, ChannelHandler handler) {
    return new ServerBootstrap()
        .handler(new AcceptFailures())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childHandler(handler);
  }

  /** With SO_REUSEPORT two brokers of one user would share a port unseen: look before. */
  private static void refuseTaken(InetSocketAddress address) throws IOException {
    try (var probe = new ServerSocket()) {
      probe.bind(address);
    }
  }

  private static Channel channelOf(ChannelFuture binding) throws IOException {
    binding.awaitUninterruptibly();
    if (binding.isSuccess()) {
      return binding.channel();
    }
    Throwable cause = binding.cause();
    throw cause instanceof IOException io ? io : new IOException(cause);
  }
}
