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
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: one request at a time, answered in the order in which they came. All
 * state belongs to its event loop; {@link #answer}, {@link #close} and what only reads may be
 * called from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class Connection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

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
  private final AnswerWriter answers;
  private final Patience patience;
  private final ArrayDeque<Object> ahead = new ArrayDeque<>(4);
  private Phase phase = Phase.HEAD;
  private boolean pumping;
  private boolean inputShut;
  private boolean lastRequest;
  private boolean reading = true;
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
    answers = new AnswerWriter(channel, loop);
    patience = new Patience(loop.nowNanos());
  }

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
    if (phase == Phase.HEAD && decoder.inHead()) {
      patience.headBegun(loop);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      patience.unblocked();
      if (feeder != null) {
        feeder.writable();
      }
    } else {
      patience.blocked(loop.nowNanos());
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
    patience.bodyBegun(loop.nowNanos());
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
      patience.bodyCame(loop.nowNanos());
    }
  }

  private void dispatch() {
    var next = new Exchange(this, Objects.requireNonNull(head), body.bytes());
    exchange = next;
    phase = Phase.ANSWER;
    requests.run(next);
  }

  private void refuse(BadRequest refusal) {
    answers.refusal(refusal.code(), requests.refusal(refusal));
    linger();
  }

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

  private void answerNow(Exchange answered, AnswerHead answerHead, byte[] content) {
    if (exchange != answered) {
      return; // the client has gone
    }
    answers.whole(answerHead, content, answered.head(), keepsAlive(answered.head()));
    completed(answered);
  }

  void beginStream(
      Exchange answered, AnswerHead answerHead, AnswerHead.Framing framing, long length) {
    if (exchange != answered) {
      return;
    }
    lastRequest |= framing == AnswerHead.Framing.CLOSE;
    answers.head(answerHead, framing, length, answered.head(), keepsAlive(answered.head()));
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
    patience.idle(loop.nowNanos());
    pump();
  }

  boolean onLoop() {
    return channel.eventLoop().inEventLoop();
  }

  ServerLoop loop() {
    return loop;
  }

  Channel channel() {
    return channel;
  }

  boolean writable() {
    return channel.isWritable();
  }

  void write(ByteBuf bytes) {
    answers.write(bytes);
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

  /** Also from any other thread. */
  void close() {
    channel.close();
  }

  /** Looks at what takes too long; about once a second. */
  void tick(long nowNanos) {
    boolean gone =
        patience.isStalled(nowNanos)
            || (phase == Phase.HEAD && patience.isIdle(nowNanos))
            || (phase == Phase.LINGER && patience.hasLingered(nowNanos));
    if (gone) {
      channel.close();
    } else if (phase == Phase.HEAD && patience.isHeadLate(nowNanos)) {
      refuse(new BadRequest(408, "the head of the request took longer than 10 s"));
    } else if (phase == Phase.BODY && patience.isBodyLate(nowNanos)) {
      refuse(new BadRequest(408, "the body of the request took too long"));
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
    patience.lingering(loop.nowNanos());
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
