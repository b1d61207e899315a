package dev.weft.broker.http;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.PooledConnection;
import dev.weft.broker.lane.RouteeLane;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a routee: serves one attempt at a time, then waits for the next. While it waits
 * it reads, so that a routee's closing it is seen before it is used again.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class RouteeConnection extends ChannelInboundHandlerAdapter implements PooledConnection {
  private static final int DISCARDED_BYTES = 64 * 1024;
  private static final long DISCARD_NANOS = 1_000_000_000;

  private final Loop loop;
  private final RouteeLane routee;
  private final ConnectionLimit limit;
  private final Channel channel;
  private @Nullable Attempt attempt;
  private boolean reused;
  private boolean discarding;
  private int discarded;
  private @Nullable Throwable trouble;
  private final Deadline discardUntil = new Deadline(nowNanos -> close());

  RouteeConnection(Loop loop, RouteeLane routee, ConnectionLimit limit, Channel channel) {
    this.loop = loop;
    this.routee = routee;
    this.limit = limit;
    this.channel = channel;
  }

  /** Gives the connection to an attempt. */
  void assign(Attempt next) {
    loop.assertHere();
    attempt = next;
  }

  /** Whether it has served before, so that the routee may be closing it at this very moment. */
  boolean reused() {
    return reused;
  }

  void write(Object message) {
    channel.write(message, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  void read() {
    channel.read();
  }

  boolean writable() {
    return channel.isWritable();
  }

  /** The attempt is over and the connection can serve another. */
  void release() {
    loop.assertHere();
    attempt = null;
    discarding = false;
    loop.exchanges().drop(discardUntil);
    reused = true;
    if (channel.isActive()) {
      long nowNanos = loop.nowNanos();
      routee.idle().put(this, nowNanos);
      loop.watchIdle(nowNanos);
      channel.read();
      limit.freed();
    }
  }

  /** The attempt wants no more of the answer: what is left of it is read away if it is little. */
  void discardRest() {
    attempt = null;
    discarding = true;
    discarded = 0;
    channel.read();
    discardUntil.set(loop.nowNanos() + DISCARD_NANOS);
    loop.exchanges().watch(discardUntil);
  }

  @Override
  public boolean usable() {
    return channel.isActive();
  }

  @Override
  public void close() {
    attempt = null;
    channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (attempt != null) {
      attempt.onMessage(message);
      return;
    }
    try {
      if (!discarding || tooMuch(message)) {
        channel.close(); // nothing was asked
      } else if (message instanceof LastHttpContent) {
        release();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private boolean tooMuch(Object message) {
    discarded += message instanceof HttpContent part ? part.content().readableBytes() : 0;
    return discarded > DISCARDED_BYTES;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (attempt != null) {
      attempt.onReadComplete();
    } else if (discarding) {
      channel.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (attempt != null && channel.isWritable()) {
      attempt.onWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    routee.idle().forget(this);
    @Nullable Attempt cut = attempt;
    attempt = null;
    loop.exchanges().drop(discardUntil);
    limit.closed();
    if (cut != null) {
      cut.onClosed(trouble);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    trouble = cause; // told to the attempt once the channel is inactive, which follows
    ctx.close();
  }
}
