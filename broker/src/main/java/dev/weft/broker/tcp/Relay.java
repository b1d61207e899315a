package dev.weft.broker.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * One side of a splice: passes what it reads to the other side, and reads only as fast as that side
 * takes it. The end of input is passed on as the end of output, so that a half-closed connection
 * stays open the other way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Relay extends ChannelInboundHandlerAdapter {
  private final Splice splice;
  private final Channel other;

  Relay(Splice splice, Channel other) {
    this.splice = splice;
    this.other = other;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    splice.touched();
    other.write(bytes, other.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    other.flush();
    if (other.isWritable()) {
      ctx.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      splice.touched();
      other.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && other instanceof DuplexChannel duplex) {
      // After what was written before: shutting down at once would drop it.
      other
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(written -> duplex.shutdownOutput().addListener(CLOSE_BOTH_DONE));
      if (duplex.isInputShutdown()) {
        finish(other);
        finish(ctx.channel());
      }
    }
  }

  private static final ChannelFutureListener CLOSE_BOTH_DONE =
      shut -> {
        if (!shut.isSuccess()) {
          shut.channel().close();
        }
      };

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // the splice ends with either side
  }

  /** Closes a side once it has taken what was written to it. */
  static void finish(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
