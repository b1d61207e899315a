package dev.weft.broker.listener;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The socket classes that go together.
 *
 * @param reusePort by which each loop can listen on the port by itself; null where none can
 */
public record Transport(
    String name,
    IoHandlerFactory handlers,
    Class<? extends ServerSocketChannel> server,
    Class<? extends SocketChannel> socket,
    @Nullable ChannelOption<Boolean> reusePort) {

  /** The system property that names one: {@code epoll}, {@code io_uring} or {@code nio}. */
  public static final String PROPERTY = "weft.transport";

  /**
   * The one that {@link #PROPERTY} names; without it epoll where it loads, NIO elsewhere.
   *
   * @throws IOException if that one does not exist or does not load here
   */
  public static Transport chosen() throws IOException {
    String name = System.getProperty(PROPERTY, Epoll.isAvailable() ? "epoll" : "nio");
    return switch (name) {
      case "epoll" -> epoll();
      case "io_uring" -> ioUring();
      case "nio" -> nio();
      default ->
          throw new IOException(PROPERTY + ": \"" + name + "\" is none of epoll, io_uring, nio");
    };
  }

  /** Whether it can listen on sockets that another process has passed on. */
  public boolean inherits() {
    return name.equals("epoll");
  }

  private static Transport epoll() throws IOException {
    check("epoll", Epoll.isAvailable() ? null : Epoll.unavailabilityCause());
    return new Transport(
        "epoll",
        KeptInEpoll.newFactory(),
        EpollServerSocketChannel.class,
        EpollSocketChannel.class,
        EpollChannelOption.SO_REUSEPORT);
  }

  private static Transport ioUring() throws IOException {
    check("io_uring", IoUring.isAvailable() ? null : IoUring.unavailabilityCause());
    return new Transport(
        "io_uring",
        IoUringIoHandler.newFactory(),
        IoUringServerSocketChannel.class,
        IoUringSocketChannel.class,
        IoUringChannelOption.SO_REUSEPORT);
  }

  private static Transport nio() {
    return new Transport(
        "nio",
        NioIoHandler.newFactory(),
        NioServerSocketChannel.class,
        NioSocketChannel.class,
        null);
  }

  private static void check(String name, @Nullable Throwable missing) throws IOException {
    if (missing != null) {
      Throwable cause = missing.getCause() == null ? missing : missing.getCause();
      throw new IOException(
          PROPERTY + ": " + name + " does not load on this machine: " + cause.getMessage(),
          missing);
    }
  }
}
