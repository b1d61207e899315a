package dev.weft.broker.listener;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.Text;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.RequestPath;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a connection's first bytes, which tell HTTP/2 from HTTP/1, and makes way for what
 * speaks it: HTTP/2 has a preface that no HTTP/1 request begins with (RFC 9113, section 3.4).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class FirstBytes extends ChannelInboundHandlerAdapter {
  private static final long SILENCE_NANOS = 10_000_000_000L;
  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final byte[] PREFACE = Text.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  private final RequestPath path;
  private final Loop loop;
  private final Channel channel;
  private final Supplier<ChannelHandler> http1;
  private final Supplier<ChannelHandler> http2;
  private final Deadline deadline = new Deadline(this::due);
  private @Nullable ByteBuf soFar; // too few to tell

  FirstBytes(
      RequestPath path,
      Loop loop,
      Channel channel,
      Supplier<ChannelHandler> http1,
      Supplier<ChannelHandler> http2) {
    this.path = path;
    this.loop = loop;
    this.channel = channel;
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline.set(loop.nowNanos() + (path.draining() ? DRAIN_NANOS : SILENCE_NANOS));
    loop.idlers().watch(deadline);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var all = (ByteBuf) message;
    if (soFar != null) {
      all = ctx.alloc().buffer().writeBytes(soFar).writeBytes(all);
      soFar.release();
      soFar = null;
      ((ByteBuf) message).release();
    }
    int length = Math.min(all.readableBytes(), PREFACE.length);
    boolean matches = true;
    for (int i = 0; i < length; i++) {
      matches &= all.getByte(all.readerIndex() + i) == PREFACE[i];
    }
    if (matches && length < PREFACE.length) {
      soFar = all;
    } else if (!matches && isNeither(all)) {
      all.release();
      ctx.close();
    } else {
      ctx.pipeline().replace(this, null, (matches ? http2 : http1).get()).fireChannelRead(all);
    }
  }

  /**
   * Whether a first line of three words is here whose third is no version of anything: a broken
   * preface rather than a request, which would get an answer in words.
   */
  private static boolean isNeither(ByteBuf bytes) {
    int start = bytes.readerIndex();
    int end = bytes.indexOf(start, bytes.writerIndex(), (byte) '\n');
    int second = end < 0 ? -1 : bytes.indexOf(start, end, (byte) ' ');
    int third = second < 0 ? -1 : bytes.indexOf(second + 1, end, (byte) ' ');
    if (third < 0 || bytes.indexOf(third + 1, end, (byte) ' ') >= 0) {
      return false;
    }
    byte letter = Text.lower(bytes.getByte(third + 1));
    boolean word = letter != 'h' && letter >= 'a' && letter <= 'z';
    return word && bytes.indexOf(third + 1, end, (byte) '/') < 0;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    channel.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    } else if (event instanceof Drain) {
      deadline.set(loop.nowNanos() + DRAIN_NANOS); // its first request may be on its way
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.idlers().drop(deadline);
    if (soFar != null) {
      soFar.release();
      soFar = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void due(long nowNanos) {
    channel.close();
  }
}
