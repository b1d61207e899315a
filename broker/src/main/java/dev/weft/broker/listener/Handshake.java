package dev.weft.broker.listener;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.path.Drain;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Waits for a caller's TLS handshake, for ten seconds at most, and makes way for what comes inside.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Handshake extends ChannelInboundHandlerAdapter {
  private static final long MOST_NANOS = 10_000_000_000L;
  private static final long DRAIN_NANOS = 1_000_000_000L;

  private final BooleanSupplier draining;
  private final Loop loop;
  private final Channel channel;
  private final Consumer<ChannelHandlerContext> inside;
  private final Deadline deadline = new Deadline(this::due);

  /**
   * @param draining whether it must hurry, as the broker takes no new connections
   * @param inside puts another handler in this one's place, or takes it out; on the channel's loop
   */
  public Handshake(
      BooleanSupplier draining,
      Loop loop,
      Channel channel,
      Consumer<ChannelHandlerContext> inside) {
    this.draining = draining;
    this.loop = loop;
    this.channel = channel;
    this.inside = inside;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline.set(loop.nowNanos() + (draining.getAsBoolean() ? DRAIN_NANOS : MOST_NANOS));
    loop.idlers().watch(deadline);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // none comes before the handshake has ended
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent shaken when shaken.isSuccess() -> inside.accept(ctx);
      case SslHandshakeCompletionEvent _, ChannelInputShutdownEvent _ -> ctx.close();
      case Drain _ -> deadline.set(loop.nowNanos() + DRAIN_NANOS);
      default -> {
        // of no meaning here
      }
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.idlers().drop(deadline);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // what it sent is no TLS, or none that we speak: an alert has said so
  }

  private void due(long nowNanos) {
    channel.close();
  }
}
