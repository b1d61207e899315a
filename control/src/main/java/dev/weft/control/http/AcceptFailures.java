package dev.weft.control.http;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where connections cannot be accepted, which mostly means that the process may open no more files,
 * tries again every second, and says so once, and again only after a minute without it. One for
 * each listening socket, on that socket's loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // setting a flag does not fail
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(AcceptFailures.class.getName());
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What has so few connections does not run out of files by them. */
  private static final int RESERVES_AT = 16;

  /** Two files to give back when there are no others: the first line of a log opens some. */
  private @Nullable Pipe reserve;

  private int accepted;
  private boolean said;
  private long lastNanos;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object connection) {
    if (accepted < RESERVES_AT && ++accepted == RESERVES_AT) {
      takeReserve();
    }
    ctx.fireChannelRead(connection);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    long nowNanos = ctx.executor().ticker().nanoTime();
    if (!said || nowNanos - lastNanos > QUIET_NANOS) {
      giveReserveBack();
      LOG.log(
          System.Logger.Level.WARNING,
          "connections to {0} cannot be accepted ({1}): they wait until others close; if that is"
              + " too few at once, start with a higher limit of open files (ulimit -n)",
          ctx.channel().localAddress(),
          cause.getMessage());
      takeReserve();
    }
    said = true;
    lastNanos = nowNanos;
    pause(ctx);
  }

  /** Netty's own handler would do the same, and print the error each time. */
  private static void pause(ChannelHandlerContext ctx) {
    ChannelConfig listener = ctx.channel().config();
    if (listener.isAutoRead()) {
      listener.setAutoRead(false);
      ctx.executor().schedule(() -> listener.setAutoRead(true), 1, TimeUnit.SECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    giveReserveBack();
    ctx.fireChannelInactive();
  }

  private void takeReserve() {
    try {
      reserve = Pipe.open();
    } catch (IOException e) {
      reserve = null; // none left: the next line has to do without
    }
  }

  private void giveReserveBack() {
    Pipe pipe = reserve;
    reserve = null;
    if (pipe != null) {
      try (var source = pipe.source();
          var sink = pipe.sink()) {
        assert source.isOpen() && sink.isOpen();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "a pipe did not close", e);
      }
    }
  }
}
