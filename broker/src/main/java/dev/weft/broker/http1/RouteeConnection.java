package dev.weft.broker.http1;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.PooledConnection;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.HopByHop;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Method;
import dev.weft.broker.observe.Defect;
import dev.weft.broker.path.RouteeEvents;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.TryFailure;
import dev.weft.broker.tls.ClientTls;
import dev.weft.broker.tls.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection to a routee: serves one attempt at a time, then waits for the next. While
 * it waits it reads, so that a routee's closing it is seen before it is used again. It is kept only
 * if both messages were whole and not a byte came behind the answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class RouteeConnection extends ChannelInboundHandlerAdapter
    implements RouteeStream, PooledConnection {
  private static final System.Logger LOG = System.getLogger(RouteeConnection.class.getName());

  private final Loop loop;
  private final RouteeLane routee;
  private final ConnectionLimit limit;
  private final Channel channel;
  private final @Nullable ClientTls tls;
  private final HeadScanner scanner = new HeadScanner();
  private final BodyScanner body;
  private final MessageWriter out;
  private @Nullable RouteeEvents events;
  private @Nullable Head head; // of the answer being read
  private Method method = Method.OTHER;
  private boolean requestWhole;
  private boolean answerBegun;
  private boolean answerWhole;
  private boolean anyByte;
  private boolean keepAlive;
  private boolean tunnelAsked;
  private boolean tunnel;
  private boolean tunnelEnded; // by the caller
  private boolean reused;
  private boolean idle = true; // nothing asked yet, or everything answered
  private boolean misframed; // more of a body came than its head had said
  private boolean inTurn; // between the first bytes of a read and its end
  private boolean leftover; // bytes behind the answer
  private boolean askedInTurn; // so that what still comes in it cannot be the answer
  private boolean broken; // reset, not closed
  private boolean done;

  /** For a channel whose only handler this is to be; {@code limit} has counted it already. */
  public RouteeConnection(Loop loop, RouteeLane routee, ConnectionLimit limit, Channel channel) {
    this.loop = loop;
    this.routee = routee;
    this.limit = limit;
    this.channel = channel;
    tls = routee.standing().tls();
    body = new BodyScanner(loop.heads());
    out = new MessageWriter(channel, loop.heads());
  }

  // The request.

  @Override
  public void request(Head request, boolean end, RouteeEvents newEvents) {
    loop.assertHere();
    events = newEvents;
    method = request.method();
    tunnelAsked = request.tunnel();
    requestWhole = end || tunnelAsked;
    answerBegun = false;
    answerWhole = false;
    anyByte = false;
    keepAlive = false;
    idle = false;
    misframed = false;
    leftover = false;
    askedInTurn = inTurn;
    out.request(request, end);
  }

  @Override
  public void data(ByteBuf part) {
    if (tunnel) {
      out.raw(part);
    } else {
      misframed |= !out.data(part);
    }
  }

  @Override
  public void end(@Nullable Head trailers) {
    if (tunnel) {
      tunnelEnded = true;
      out.writeGathered();
      HalfClose.afterWrites(channel);
    } else if (!tunnelAsked) {
      requestWhole = out.end(trailers);
    }
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void demand() {
    channel.read();
  }

  @Override
  public boolean reused() {
    return reused;
  }

  @Override
  public void release() {
    loop.assertHere();
    events = null;
    if (!inTurn || (answerWhole && !leftover)) {
      keepOrClose();
    } // else at the turn's end: the rest of the answer may be here already
  }

  private void keepOrClose() {
    boolean clean = requestWhole && answerWhole && keepAlive && !tunnelAsked && !misframed;
    if ((!clean && !idle) || !channel.isActive() || outdated()) {
      close();
      return;
    }
    reused |= !idle;
    idle = true;
    long nowNanos = loop.nowNanos();
    routee.idle().put(this, nowNanos);
    loop.watchIdle(nowNanos);
    channel.read();
    limit.freed();
  }

  @Override
  public boolean outdated() {
    return routee.standing().tls() != tls;
  }

  @Override
  public boolean usable() {
    return !done && channel.isActive();
  }

  @Override
  public void close() {
    events = null;
    done = true;
    if (tunnelEnded && !broken) {
      HalfClose.closeAfterWrites(channel, loop);
    } else {
      channel.close();
    }
  }

  // The answer.

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    inTurn = true;
    loop.turnBegins();
    var in = (ByteBuf) message;
    if (idle || done) {
      in.release(); // nothing was asked
      close();
      return;
    }
    if (askedInTurn) {
      in.release();
      fail(TryFailure.STALE, "sent more than its answer");
      return;
    }
    anyByte = true;
    boolean passedOn = false;
    while (!passedOn && !done && in.isReadable()) {
      if (answerWhole) {
        close(); // whatever it is, it is not an answer to what comes next
        break;
      }
      if (answerBegun) {
        passedOn = readBody(in);
      } else {
        readHead(in);
      }
    }
    if (!passedOn) {
      in.release();
    }
  }

  private void readHead(ByteBuf in) {
    Head into = head;
    if (into == null) {
      into = loop.heads().take();
      head = into;
      scanner.begin(HeadScanner.Kind.ANSWER, into);
    }
    switch (scanner.scan(in)) {
      case MORE -> {
        // The turn's end asks for more.
      }
      case MALFORMED -> malformed(scanner.malformed());
      case WHOLE -> onHead(into, in);
    }
  }

  private void onHead(Head answer, ByteBuf in) {
    boolean chunked = answer.has(Known.TRANSFER_ENCODING);
    @Nullable Malformed wrong = Framing.answer(answer, method, scanner.http10());
    boolean webSocket = WebSockets.named(answer);
    int connection = HopByHop.strip(answer);
    int status = answer.status();
    if (status == 101) {
      tunnel = tunnelAsked && webSocket && (connection & HopByHop.UPGRADE) != 0;
      if (!tunnel) {
        wrong = Malformed.of("an upgrade that was not asked for");
      }
    }
    if (wrong != null) {
      malformed(wrong);
      return;
    }
    if (status < 200 && !tunnel) {
      tell().onInterim(answer);
      giveHeadBack();
      return;
    }
    answerBegun = true;
    keepAlive =
        (connection & HopByHop.CLOSE) == 0
            && (!scanner.http10() || (connection & HopByHop.KEEP_ALIVE) != 0);
    if (tunnel) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      answer.tunnel(true);
      body.beginUntilClose();
    } else if (answer.bodyLength() == Head.UNKNOWN_LENGTH && !chunked) {
      body.beginUntilClose();
    } else {
      body.begin(answer.bodyLength());
    }
    answerWhole = body.ended();
    leftover = in.isReadable();
    tell().onAnswer(answer, answerWhole);
    giveHeadBack();
  }

  /** Returns whether the buffer was passed on as it is. */
  private boolean readBody(ByteBuf in) {
    BodyScanner.Step step = body.step(in);
    if (step == BodyScanner.Step.MALFORMED) {
      malformed(body.malformed());
      return false;
    }
    boolean all = false;
    if (step == BodyScanner.Step.DATA) {
      int length = body.available();
      if (events == null) {
        in.skipBytes(length);
      } else {
        all = length == in.readableBytes();
        events.onData(all ? in : in.readRetainedSlice(length));
      }
    }
    if (body.ended()) {
      answerWhole = true;
      leftover = !all && in.isReadable();
      tell().onEnd(body.trailers());
    }
    return all;
  }

  private RouteeEvents tell() {
    return events == null ? Unheard.INSTANCE : events;
  }

  private void malformed(Malformed wrong) {
    fail(TryFailure.MALFORMED, "sent a malformed answer: " + wrong.detail());
  }

  private void fail(TryFailure failure, String detail) {
    RouteeEvents told = tell();
    close();
    giveHeadBack();
    told.onFailure(failure, detail);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inTurn = false;
    askedInTurn = false;
    try {
      if (events != null) {
        events.onTurn();
      } else if (idle) {
        channel.read();
      } else if (!done) {
        keepOrClose();
      }
    } finally {
      loop.turnEnds();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable()) {
      tell().onWritable();
    }
  }

  // Ending.

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent closed) {
      broken |= !closed.isSuccess(); // cut by somebody: without TLS's own word nothing ends there
    }
    if (Ending.isOfInput(channel, event)) {
      if (tunnel && events != null && !broken) {
        answerWhole = true;
        events.onEnd(null); // the caller's half may go on
      } else {
        channel.close();
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inTurn = false;
    done = true;
    routee.idle().forget(this);
    limit.closed();
    out.forget();
    giveHeadBack();
    @Nullable RouteeEvents told = events;
    events = null;
    if (told == null) {
      body.forget();
      return;
    }
    if (answerBegun && !tunnel && body.untilClose() && !broken) {
      told.onEnd(null);
    } else {
      String how = broken ? "broke the connection" : "closed the connection";
      String when = answerBegun ? " in the middle of its answer" : " before it answered";
      TryFailure failure = broken ? TryFailure.RESET : TryFailure.CLOSED;
      told.onFailure(reused && !anyByte ? TryFailure.STALE : failure, how + when);
    }
    body.forget();
  }

  /**
   * A reset. Where it was writing that failed, an answer may still be there to be read: a routee
   * that answers early may close without having read the request (the channel does not close by
   * itself for it; reading finds the end).
   */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    Defect.say(LOG, "a routee's", cause);
    if (!(cause instanceof IOException) || (tunnel && answerWhole)) {
      ctx.close(); // in a tunnel whose routee has ended there is nothing to be read any more
    }
  }

  private void giveHeadBack() {
    if (head != null) {
      loop.heads().give(head);
      head = null;
    }
  }
}
