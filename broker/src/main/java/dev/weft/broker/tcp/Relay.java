package dev.weft.broker.tcp;

import dev.weft.broker.tls.Ending;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One side of a splice: passes what it reads to the other side, and reads only as fast as that side
 * takes it. The end of input is passed on as the end of output, so that a half-closed connection
 * stays open the other way.
 *
 * <p>A channel whose peer has half-closed it is read by epoll without being asked, so bytes may
 * come before there is another side: they are held.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Relay extends ChannelInboundHandlerAdapter {
  private final Splice splice;
  private final Channel self;
  private final ArrayDeque<Object> held = new ArrayDeque<>();
  private @Nullable Channel other;
  private boolean ended;

  Relay(Splice splice, Channel self) {
    this.splice = splice;
    this.self = self;
  }

  /** There is another side now. */
  void join(Channel newOther) {
    other = newOther;
    for (Object bytes = held.pollFirst(); bytes != null; bytes = held.pollFirst()) {
      newOther.write(bytes, newOther.voidPromise());
    }
    newOther.flush();
    if (ended) {
      passEnd(newOther);
    } else {
      self.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    splice.touched();
    if (other == null) {
      held.addLast(bytes);
    } else {
      other.write(bytes, other.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (other != null) {
      other.flush();
      if (other.isWritable()) {
        ctx.read();
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (other != null && self.isWritable()) {
      splice.touched();
      other.read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (Ending.isOfInput(self, event) && !ended) {
      ended = true;
      if (other != null) {
        passEnd(other);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // the splice ends with either side
  }

  /** After what was written before: shutting down at once would drop it. */
  private void passEnd(Channel to) {
    @Nullable Relay there = to.pipeline().get(Relay.class);
    if (there == null || there.ended) {
      finish(to); // both have ended; the splice ends the rest
    } else {
      to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> Ending.shutdownOutput(to));
    }
  }

  /** Closes a side once it has taken what was written to it. */
  static void finish(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
