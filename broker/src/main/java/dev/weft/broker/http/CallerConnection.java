package dev.weft.broker.http;

import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.path.ProxyError;
import dev.weft.broker.path.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A caller's connection. Requests are served one after the other, in the order they came; what
 * comes early waits, at most one read's worth, and nothing more is read meanwhile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class CallerConnection extends ChannelInboundHandlerAdapter {
  /** Sent to the pipeline when the broker drains. */
  static final Object DRAIN = new Object();

  private static final long IDLE_NANOS = 60_000_000_000L;
  private static final long HEAD_NANOS = 10_000_000_000L;
  private static final long DRAIN_IDLE_NANOS = 500_000_000L;
  private static final long LINGER_NANOS = 1_000_000_000L;

  private final RequestPath path;
  private final Loop loop;
  private final Channel channel;
  private final CallerCodec.Decoder decoder;
  private final CallerCodec.Encoder encoder;
  private final ArrayDeque<Object> waiting = new ArrayDeque<>();
  private final Deadline deadline = new Deadline(this::due);
  private @Nullable Exchange exchange;
  private boolean skipping;
  private boolean closing;
  private boolean lingering;
  private boolean pumping;
  private boolean headBegun;

  CallerConnection(
      RequestPath path,
      Loop loop,
      Channel channel,
      CallerCodec.Decoder decoder,
      CallerCodec.Encoder encoder) {
    this.path = path;
    this.loop = loop;
    this.channel = channel;
    this.decoder = decoder;
    this.encoder = encoder;
  }

  // Reading.

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    deadline.set(loop.nowNanos() + HEAD_NANOS);
    loop.idlers().watch(deadline);
    channel.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
    } else {
      waiting.addLast(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (lingering) {
      channel.read();
      return;
    }
    pump();
    if (exchange == null && waiting.isEmpty() && decoder.inHead() && !headBegun) {
      headBegun = true;
      deadline.set(loop.nowNanos() + HEAD_NANOS);
    }
  }

  /** Passes on what can be, and reads more if there is somewhere to put it. */
  void pump() {
    if (pumping) {
      return; // the one further up the stack goes on
    }
    pumping = true;
    while (!waiting.isEmpty() && !lingering) {
      Object next = waiting.peekFirst();
      if (next instanceof HttpRequest request) {
        if (exchange != null || closing) {
          break;
        }
        waiting.pollFirst();
        start(request);
        ReferenceCountUtil.release(request);
      } else if (skipping || exchange == null) {
        waiting.pollFirst();
        skipping &= !(next instanceof LastHttpContent);
        ReferenceCountUtil.release(next);
      } else if (exchange.wantsBody()) {
        waiting.pollFirst();
        passBody(exchange, (HttpContent) next);
      } else {
        break;
      }
    }
    pumping = false;
    if (exchange != null) {
      exchange.flushBody(); // head and body in one go where both are here
    }
    if (wantsMore()) {
      channel.read();
    }
  }

  private boolean wantsMore() {
    return waiting.isEmpty()
        && !lingering
        && (exchange == null || exchange.body().complete() || exchange.wantsBody());
  }

  private void start(HttpRequest request) {
    headBegun = false;
    decoder.headTaken();
    loop.idlers().drop(deadline);
    RequestHead head;
    try {
      head = RequestHead.read(request, callerAddress());
    } catch (BadRequestException e) {
      refuseUnread(e.refusal());
      return;
    }
    if (!head.keepAlive()) {
      closing = true;
    }
    exchange = new Exchange(path, this, loop, head);
    path.begin(exchange);
  }

  private void passBody(Exchange to, HttpContent part) {
    if (part.decoderResult().isFailure()) {
      part.release();
      closing = true;
      to.badBody("malformed body: " + part.decoderResult().cause().getMessage());
    } else {
      to.onBody(part);
    }
  }

  private String callerAddress() {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "unknown";
  }

  // Writing.

  boolean writable() {
    return channel.isWritable();
  }

  boolean closing() {
    return closing;
  }

  /** The connection closes once the answer under way is out. */
  void closeAfterwards() {
    closing = true;
  }

  void writeAnswer(HttpResponse answer, boolean toHead) {
    encoder.answering(toHead);
    channel.write(answer, channel.voidPromise());
  }

  void write(Object message) {
    channel.write(message, channel.voidPromise());
  }

  void writeAndFlush(Object message) {
    channel.writeAndFlush(message, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  /**
   * Answers for the broker. A body that has all come is skipped, else the connection must close.
   */
  void writeRefusal(Refusal refusal, String id, RequestHead head) {
    boolean bodyHere =
        exchange != null
            && (exchange.body().complete()
                || waiting.stream().anyMatch(LastHttpContent.class::isInstance));
    closing |= !bodyHere || path.draining();
    FullHttpResponse answer = ProblemAnswer.of(refusal, id);
    AnswerHead.setConnection(answer.headers(), head, closing);
    encoder.answering(head.isHead());
    channel.writeAndFlush(answer, channel.voidPromise());
  }

  /** The answer cannot be completed: only closing tells the caller so. */
  void breakOff() {
    closing = true;
    lingering = true; // no orderly end
    channel.close();
  }

  /** The exchange is over and the next may begin. */
  void exchangeEnded(boolean bodyComplete) {
    exchange = null;
    if (!channel.isActive() || lingering) {
      return;
    }
    if (closing) {
      closeOrderly();
      return;
    }
    skipping = !bodyComplete;
    deadline.set(loop.nowNanos() + (path.draining() ? DRAIN_IDLE_NANOS : IDLE_NANOS));
    loop.idlers().watch(deadline);
    pump();
  }

  private void refuseUnread(Refusal refusal) {
    closing = true;
    FullHttpResponse answer = ProblemAnswer.of(refusal, "none");
    answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    encoder.answering(false);
    channel.writeAndFlush(answer, channel.voidPromise());
    closeOrderly();
  }

  /**
   * Closes so that the answer arrives: with unread bytes in the socket a plain close resets the
   * connection and takes the answer with it (RFC 9112, section 9.6).
   */
  private void closeOrderly() {
    lingering = true;
    releaseWaiting();
    deadline.set(loop.nowNanos() + IDLE_NANOS);
    loop.idlers().watch(deadline);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(written -> {
          if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
            deadline.set(loop.nowNanos() + LINGER_NANOS);
            duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            channel.read();
          } else {
            channel.close();
          }
        });
  }

  // Ending.

  private void due(long nowNanos) {
    if (headBegun && !lingering) {
      loop.idlers().drop(deadline);
      refuseUnread(
          Refusal.of(ProxyError.REQUEST_TIMEOUT, "the request's head did not arrive in 10 s"));
    } else {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == DRAIN && exchange == null) {
      deadline.set(loop.nowNanos() + DRAIN_IDLE_NANOS);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && exchange != null) {
      exchange.callerWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.idlers().drop(deadline);
    lingering = true;
    if (exchange != null) {
      exchange.callerLeft();
    }
    releaseWaiting();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // a reset: the exchange hears of it as the channel goes inactive
  }

  private void releaseWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
