package dev.weft.broker.handover;

import dev.weft.broker.listener.Inherited;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes another process's place: first its listening sockets, which both then accept from, and once
 * this one serves, all of them. Whoever closes it before {@link #serving} has changed nothing.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is seen as silence or as the end
public final class Takeover implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private enum End {
    OF_CONNECTION
  }

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("weft-takeover", true), EpollIoHandler.newFactory());
  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final Channel channel;
  private Inherited inherited = Inherited.nothing();

  private Takeover(Path path) throws IOException {
    var connecting =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel made) {
                    Line.on(made.pipeline());
                    made.pipeline().addLast(new Hearing());
                  }
                })
            .connect(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!connecting.isSuccess()) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw connecting.cause() instanceof IOException io ? io : new IOException(connecting.cause());
    }
    channel = connecting.channel();
  }

  /**
   * Begins, where there is somebody whose place can be taken.
   *
   * @param path that the other process offers its sockets by
   * @throws IOException if there is somebody who does not answer as agreed
   */
  public static Optional<Takeover> from(Path path) throws IOException {
    if (!Epoll.isAvailable() || !Files.exists(path)) {
      return Optional.empty();
    }
    Takeover takeover;
    try {
      takeover = new Takeover(path);
    } catch (ConnectException e) {
      return Optional.empty(); // it ended without clearing up
    }
    try {
      takeover.receive();
      return Optional.of(takeover);
    } catch (IOException e) {
      takeover.close();
      throw e;
    }
  }

  private void receive() throws IOException {
    channel.writeAndFlush(Line.ended(Line.COUNT));
    int count = Integer.parseInt(hear(String.class));
    var sockets = new ArrayList<FileDescriptor>();
    if (count > 0) {
      var config = ((EpollDomainSocketChannel) channel).config();
      config.setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
      channel.writeAndFlush(Line.ended(Line.SEND));
      try {
        while (sockets.size() < count) {
          sockets.add(hear(FileDescriptor.class));
        }
      } finally {
        inherited = Inherited.of(sockets);
      }
      config.setReadMode(DomainSocketReadMode.BYTES);
    }
  }

  /** The sockets; those that nobody takes are closed by {@link #serving}. */
  public Inherited inherited() {
    return inherited;
  }

  /**
   * Says that this process serves, and returns when the other accepts nothing more and has freed
   * its other ports and files.
   *
   * @throws IOException if it does not answer: it may have ended, or go on beside this one
   */
  public void serving() throws IOException {
    inherited.closeRest();
    channel.writeAndFlush(Line.ended(Line.SERVING));
    String answer = hear(String.class);
    if (!answer.equals(Line.YOURS)) {
      throw new IOException("the other agent answered \"" + answer + "\"");
    }
  }

  private <T> T hear(Class<T> what) throws IOException {
    try {
      Object next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!what.isInstance(next)) {
        throw new IOException(
            next == null
                ? "the other agent said nothing for " + PATIENCE_SECONDS + " s"
                : "the other agent left in the middle of it");
      }
      return what.cast(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("while taking over");
    }
  }

  @Override
  public void close() {
    channel.close();
    inherited.closeRest();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Hearing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      heard.add(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      heard.add(End.OF_CONNECTION);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
