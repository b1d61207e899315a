package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: one request at a time, answered in the order in which they came. All
 * state belongs to its event loop; {@link #answer}, {@link #abort} and what only reads may be
 * called from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Connection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int SMALL_BYTES = 16 * 1024;
  private static final long NEVER = Long.MIN_VALUE;

  private enum Phase {
    /** Waits for a request, or for the rest of its head. */
    HEAD,
    BODY,
    /** Somebody else answers; what the client sends meanwhile waits. */
    ANSWER,
    /** The last answer is out; the client may read it before the connection is closed. */
    LINGER,
    CLOSED
  }

  private final ServerLoop loop;
  private final Requests requests;
  private final Channel channel;
  private final Decoder decoder;
  private final @Nullable SslHandler tls;
  private final ArrayDeque<Object> ahead = new ArrayDeque<>(4);
  private Phase phase = Phase.HEAD;
  private boolean pumping;
  private boolean inputShut;
  private boolean lastRequest;
  private boolean reading = true;
  private long phaseNanos; // when the phase began; in HEAD, when its first byte came
  private long activeNanos;
  private long blockedNanos = NEVER;
  private @Nullable RequestHead head;
  private RequestBody body;
  private @Nullable Exchange exchange;
  private @Nullable Feed feed;
  private @Nullable Feeder feeder;

  Connection(
      ServerLoop loop,
      Requests requests,
      Channel channel,
      Decoder decoder,
      @Nullable SslHandler tls) {
    this.loop = loop;
    this.requests = requests;
    this.channel = channel;
    this.decoder = decoder;
    this.tls = tls;
    this.body = requests.newBody();
    phaseNanos = NEVER;
    activeNanos = loop.nowNanos();
  }

  // What Netty tells.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.LINGER || phase == Phase.CLOSED) {
      ReferenceCountUtil.release(message);
      return;
    }
    ahead.add(message);
    pump();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    channel.flush();
    if (phase == Phase.HEAD && phaseNanos == NEVER && decoder.inHead()) {
      phaseNanos = loop.nowNanos();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      blockedNanos = NEVER;
      if (feeder != null) {
        feeder.writable();
      }
    } else {
      blockedNanos = loop.nowNanos();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputShut = true;
      if (phase != Phase.ANSWER || feeder != null) {
        channel.close(); // in mid-answer it may still read: some clients close their half early
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Mostly a client that went away, or no TLS where TLS is spoken.
    LOG.log(System.Logger.Level.DEBUG, "connection closed", cause);
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    phase = Phase.CLOSED;
    loop.left(this);
    drop();
  }

  // Requests, one at a time.

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (phase == Phase.HEAD || phase == Phase.BODY) {
        Object next = ahead.poll();
        if (next == null) {
          break;
        }
        take(next);
      }
    } finally {
      pumping = false;
    }
    readOn(ahead.isEmpty());
  }

  /** A client that sends ahead of its answers has to wait, not our memory to grow. */
  private void readOn(boolean on) {
    if (on != reading) {
      reading = on;
      channel.config().setAutoRead(on);
    }
  }

  private void take(Object message) {
    try {
      if (phase == Phase.HEAD && message instanceof HttpRequest request) {
        takeHead(request);
      } else if (phase == Phase.BODY && message instanceof HttpContent piece) {
        takeBody(piece);
      }
    } catch (BadRequest e) {
      refuse(e);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void takeHead(HttpRequest request) throws BadRequest {
    RequestHead read = RequestHead.read(request);
    RequestBody.refuseTooLarge(read.contentLength());
    head = read;
    phase = Phase.BODY;
    phaseNanos = NEVER;
    if (read.awaitsContinue()) {
      channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), channel.voidPromise());
    }
  }

  private void takeBody(HttpContent piece) throws BadRequest {
    if (piece.decoderResult().isFailure()) {
      throw RequestHead.refused(piece.decoderResult().cause());
    }
    body.add(piece.content());
    if (piece instanceof LastHttpContent) {
      decoder.requestTaken();
      dispatch();
    } else {
      activeNanos = loop.nowNanos();
      if (phaseNanos == NEVER) {
        phaseNanos = activeNanos;
      }
    }
  }

  private void dispatch() {
    RequestHead read = head;
    if (read == null) {
      throw new IllegalStateException("a body without a head");
    }
    var next = new Exchange(this, read, body.bytes());
    exchange = next;
    phase = Phase.ANSWER;
    requests.run(next);
  }

  private void refuse(BadRequest refusal) {
    byte[] content = requests.refusal(refusal);
    ByteBuf out = channel.alloc().buffer(content.length + 320);
    AnswerHead.ofJson(refusal.code())
        .writeTo(out, loop.date(), AnswerHead.Framing.LENGTH, content.length, false, false);
    out.writeBytes(content);
    write(out);
    linger();
  }

  // Answers, from any thread.

  void answer(Exchange answered, AnswerHead answerHead, byte[] content) {
    if (onLoop()) {
      answerNow(answered, answerHead, content);
    } else {
      loop.execute(() -> {
        answerNow(answered, answerHead, content);
        channel.flush();
      });
    }
  }

  void abort() {
    loop.execute(channel::close);
  }

  // Answers, on the loop.

  private void answerNow(Exchange answered, AnswerHead answerHead, byte[] content) {
    if (exchange != answered) {
      return; // the client has gone
    }
    RequestHead request = answered.head();
    boolean small = content.length <= SMALL_BYTES && !request.isHead();
    ByteBuf out = channel.alloc().buffer(answerHead.bytes() + (small ? content.length : 0));
    answerHead.writeTo(
        out,
        loop.date(),
        AnswerHead.Framing.LENGTH,
        content.length,
        keepsAlive(request),
        request.http10());
    if (small) {
      out.writeBytes(content);
    }
    write(out);
    if (!small && !request.isHead()) {
      write(Unpooled.wrappedBuffer(content));
    }
    completed(answered);
  }

  void beginStream(
      Exchange answered, AnswerHead answerHead, AnswerHead.Framing framing, long length) {
    if (exchange != answered) {
      return;
    }
    lastRequest |= framing == AnswerHead.Framing.CLOSE;
    RequestHead request = answered.head();
    ByteBuf out = channel.alloc().buffer(answerHead.bytes());
    answerHead.writeTo(out, loop.date(), framing, length, keepsAlive(request), request.http10());
    write(out);
  }

  void writePart(
      Exchange answered, ByteBuf part, GenericFutureListener<Future<? super Void>> whenLeft) {
    if (exchange != answered) {
      part.release();
      channel.newFailedFuture(new java.nio.channels.ClosedChannelException()).addListener(whenLeft);
      return;
    }
    channel.writeAndFlush(part).addListener(whenLeft);
  }

  void endStream(Exchange answered, ByteBuf end) {
    if (exchange != answered) {
      end.release();
      return;
    }
    channel.writeAndFlush(end, channel.voidPromise());
    completed(answered);
    channel.flush();
  }

  void feed(Exchange answered, Feeder newFeeder) {
    if (exchange != answered || inputShut) {
      newFeeder.closed();
      channel.close();
      return;
    }
    feeder = newFeeder;
    feed = new Feed(this, answered);
    newFeeder.begin(feed);
  }

  /** The answer is written: on to the next request. */
  void completed(Exchange answered) {
    if (exchange != answered) {
      return;
    }
    endFeed();
    exchange = null;
    head = null;
    body.release();
    body = requests.newBody();
    if (!keepsAlive(answered.head()) || inputShut) {
      linger();
      return;
    }
    phase = Phase.HEAD;
    phaseNanos = NEVER;
    activeNanos = loop.nowNanos();
    pump();
  }

  boolean onLoop() {
    return channel.eventLoop().inEventLoop();
  }

  ServerLoop loop() {
    return loop;
  }

  boolean secure() {
    return tls != null;
  }

  boolean fromLoopback() {
    return channel.remoteAddress() instanceof InetSocketAddress client
        && client.getAddress().isLoopbackAddress();
  }

  boolean writable() {
    return channel.isWritable();
  }

  void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  private boolean keepsAlive(RequestHead request) {
    return request.keepAlive() && !lastRequest;
  }

  // The end.

  /** Answers no further request; idle connections close at once. */
  void drain() {
    lastRequest = true;
    if (phase == Phase.HEAD) {
      channel.close();
    }
  }

  void close() {
    channel.close();
  }

  /** Looks at what takes too long; about once a second. */
  void tick(long nowNanos) {
    if (blockedNanos != NEVER && nowNanos - blockedNanos >= Limits.STALL_NANOS) {
      channel.close();
      return;
    }
    switch (phase) {
      case HEAD -> {
        if (phaseNanos != NEVER && nowNanos - phaseNanos >= Limits.HEAD_NANOS) {
          refuse(new BadRequest(408, "the head of the request took longer than 10 s"));
        } else if (nowNanos - activeNanos >= Limits.IDLE_NANOS) {
          channel.close();
        }
      }
      case BODY -> {
        long sinceNanos = phaseNanos == NEVER ? activeNanos : phaseNanos;
        if (nowNanos - activeNanos >= Limits.BODY_PAUSE_NANOS
            || nowNanos - sinceNanos >= Limits.BODY_NANOS) {
          refuse(new BadRequest(408, "the body of the request took too long"));
        }
      }
      case LINGER -> {
        if (nowNanos - phaseNanos >= Limits.LINGER_NANOS) {
          channel.close();
        }
      }
      case ANSWER, CLOSED -> {}
    }
  }

  /**
   * Says that nothing more comes, and reads on for a while: unread bytes would reset the answer.
   */
  private void linger() {
    if (phase == Phase.CLOSED || phase == Phase.LINGER) {
      return;
    }
    phase = Phase.LINGER;
    phaseNanos = loop.nowNanos();
    drop();
    channel.pipeline().remove(decoder); // what still comes is dropped unread
    readOn(true);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (!written.isSuccess() || inputShut) {
                    channel.close();
                  } else if (tls != null) {
                    tls.closeOutbound();
                  } else {
                    ((DuplexChannel) channel).shutdownOutput();
                  }
                });
  }

  private void drop() {
    endFeed();
    exchange = null;
    head = null;
    body.release();
    body = requests.newBody();
    ahead.forEach(ReferenceCountUtil::release);
    ahead.clear();
  }

  private void endFeed() {
    Feeder ending = feeder;
    if (feed != null) {
      feed.cut();
      feed = null;
    }
    if (ending != null) {
      feeder = null;
      ending.closed();
    }
  }
}
