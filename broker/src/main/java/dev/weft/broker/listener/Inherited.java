package dev.weft.broker.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that another process has passed on, by the address that they listen on. Safe on
 * any thread; each socket is taken once.
 */
public final class Inherited {
  private static final System.Logger LOG = System.getLogger(Inherited.class.getName());

  private final Map<InetSocketAddress, Queue<FileDescriptor>> sockets = new HashMap<>();

  private Inherited() {}

  public static Inherited nothing() {
    return new Inherited();
  }

  /** Takes over these, which must be listening sockets of epoll's kind. */
  public static Inherited of(List<FileDescriptor> given) {
    var inherited = new Inherited();
    for (FileDescriptor one : given) {
      var address = plain(new Socket(one.intValue()).localAddress());
      inherited.sockets.computeIfAbsent(address, it -> new ArrayDeque<>()).add(one);
    }
    return inherited;
  }

  /** A socket for both versions of IP has IPv4's addresses in another form. */
  private static InetSocketAddress plain(InetSocketAddress address) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(address.getAddress().getAddress()), address.getPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither length", e);
    }
  }

  /** One that listens there; null if none is left. */
  public synchronized @Nullable FileDescriptor take(InetSocketAddress address) {
    @Nullable Queue<FileDescriptor> there =
        sockets.isEmpty() || address.isUnresolved() ? null : sockets.get(plain(address));
    return there == null ? null : there.poll();
  }

  /** Serves on one that was taken; it accepts from then on. */
  public static ChannelFuture serve(ServerBootstrap bootstrap, FileDescriptor taken) {
    return bootstrap
        .channelFactory(() -> new EpollServerSocketChannel(taken.intValue()))
        .register();
  }

  /** Closes those that nobody has taken. */
  public synchronized void closeRest() {
    for (Queue<FileDescriptor> there : sockets.values()) {
      for (FileDescriptor one = there.poll(); one != null; one = there.poll()) {
        try {
          one.close();
        } catch (IOException e) {
          LOG.log(System.Logger.Level.WARNING, "a socket did not close", e);
        }
      }
    }
  }
}
