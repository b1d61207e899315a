package dev.weft.broker.handover;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Offers this process's listening sockets to the one that will take its place, by a Unix socket
 * that only this user can open. Nothing ends here until that one says that it serves.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Handover implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Handover.class.getName());

  private final Supplier<List<FileDescriptor>> sockets;
  private final Runnable leave;
  private final Runnable left;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("weft-handover", true), EpollIoHandler.newFactory());
  private final AtomicBoolean leaving = new AtomicBoolean();
  private volatile @Nullable Channel server;

  private Handover(Supplier<List<FileDescriptor>> sockets, Runnable leave, Runnable left) {
    this.sockets = sockets;
    this.leave = leave;
    this.left = left;
  }

  /**
   * Begins to offer.
   *
   * @param path of the Unix socket; one that is there is replaced
   * @param sockets asked for when they are wanted
   * @param leave stops accepting and frees what the other process needs; called once, on a thread
   *     of its own
   * @param left called when the other process has been told so; must not block
   * @throws IOException if the socket cannot be made
   */
  public static Handover offer(
      Path path, Supplier<List<FileDescriptor>> sockets, Runnable leave, Runnable left)
      throws IOException {
    var offer = new Handover(sockets, leave, left);
    @Nullable Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder, ownerOnly("rwx------"));
    }
    Files.deleteIfExists(path);
    var binding =
        new ServerBootstrap()
            .group(offer.group)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<DomainSocketChannel>() {
                  @Override
                  protected void initChannel(DomainSocketChannel channel) {
                    Line.on(channel.pipeline());
                    channel.pipeline().addLast(offer.new Successor());
                  }
                })
            .bind(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      offer.group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(path + ": " + binding.cause().getMessage(), binding.cause());
    }
    offer.server = binding.channel();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    return offer;
  }

  private static FileAttribute<Set<PosixFilePermission>> ownerOnly(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** The process that wants to take this one's place. */
  private final class Successor extends SimpleChannelInboundHandler<String> {
    private List<FileDescriptor> given = List.of();

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, String word) {
      switch (word) {
        case Line.COUNT -> {
          given = sockets.get();
          ctx.writeAndFlush(Line.ended(Integer.toString(given.size())));
        }
        case Line.SEND -> {
          given.forEach(ctx::write);
          ctx.flush();
        }
        case Line.SERVING -> {
          if (leaving.compareAndSet(false, true)) {
            Thread.ofVirtual().name("weft-leave").start(() -> leave(ctx));
          }
        }
        default -> ctx.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.log(System.Logger.Level.WARNING, "handing over broke off: {0}", cause.getMessage());
      ctx.close();
    }
  }

  private void leave(ChannelHandlerContext ctx) {
    closeServer(); // now: later the path is the other's
    leave.run();
    ctx.writeAndFlush(Line.ended(Line.YOURS)).addListener(told -> left.run());
  }

  /** Takes the path away with it. */
  private void closeServer() {
    @Nullable Channel open = server;
    if (open != null) {
      open.close().awaitUninterruptibly();
    }
  }

  @Override
  public void close() {
    closeServer();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
