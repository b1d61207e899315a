package dev.weft.broker.http1;

import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.Head;
import dev.weft.broker.observe.Defect;
import dev.weft.broker.path.CallerStream;
import dev.weft.broker.path.Cut;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.Exchange;
import dev.weft.broker.path.Problem;
import dev.weft.broker.path.ProxyError;
import dev.weft.broker.path.Refusal;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.tls.Ending;
import dev.weft.broker.tls.TlsCaller;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A caller's HTTP/1 connection, its channel's only handler. Requests are served one after the
 * other, in the order they came; what comes early waits, at most one read's worth, and nothing more
 * is read meanwhile.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class CallerConnection extends ChannelInboundHandlerAdapter implements CallerStream {
  private static final System.Logger LOG = System.getLogger(CallerConnection.class.getName());
  private static final long IDLE_NANOS = 60_000_000_000L;
  private static final long HEAD_NANOS = 10_000_000_000L;
  private static final long DRAIN_IDLE_NANOS = 500_000_000L;

  private final RequestPath path;
  private final Loop loop;
  private final Channel channel;
  private final Unread unread = new Unread();
  private final RequestReader reader;
  private final BodyScanner body;
  private final MessageWriter out;
  private final Deadline deadline = new Deadline(this::due);
  private final OrderlyClose orderlyClose;
  private final ConnectionCaller from;
  private @Nullable Exchange exchange;
  private @Nullable TlsCaller tls;
  private boolean headTimed;
  private boolean requestWhole = true;
  private boolean bodyless; // the answer under way
  private boolean tunnelAsked;
  private boolean tunnel;
  private boolean inputEnded;
  private boolean closing; // with the end of the answer under way
  private boolean done; // nothing more is served
  private boolean pumping;

  public CallerConnection(RequestPath path, Loop loop, Channel channel) {
    this.path = path;
    this.loop = loop;
    this.channel = channel;
    from = loop.callers().of(channel);
    reader = new RequestReader(loop.heads());
    body = new BodyScanner(loop.heads());
    out = new MessageWriter(channel, loop.heads());
    orderlyClose = new OrderlyClose(channel, loop, deadline);
  }

  // Reading.

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    tls = TlsCaller.of(channel);
    deadline.set(loop.nowNanos() + HEAD_NANOS);
    loop.idlers().watch(deadline);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var part = (ByteBuf) message;
    if (done) {
      orderlyClose.discarded(part.readableBytes());
      part.release();
    } else {
      unread.add(part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (done) {
      channel.read();
      return;
    }
    loop.turnBegins();
    try {
      pump();
    } finally {
      loop.turnEnds();
    }
  }

  /** Passes on what can be, tells that the turn is over, and reads more if there is room. */
  private void pump() {
    if (pumping) {
      return; // the one further up the stack goes on
    }
    pumping = true;
    @Nullable ByteBuf next = unread.first();
    while (next != null && !done && step(next)) {
      next = unread.first();
    }
    pumping = false;
    if (exchange != null) {
      exchange.onTurn();
    }
    if (!done && unread.isEmpty()) {
      if (inputEnded) {
        onInputEnded();
      } else {
        channel.read();
      }
    }
  }

  /** Does one thing with what is unread; false if nothing can be done for now. */
  private boolean step(ByteBuf in) {
    if (exchange == null) {
      // Who does not read gets no further answers: they would heap up.
      return channel.isWritable() && (requestWhole ? readHead(in) : skipBody(in));
    }
    return !requestWhole && (tunnel || !tunnelAsked) && exchange.wantsBody() && readBody(in);
  }

  private boolean readHead(ByteBuf in) {
    switch (reader.read(in)) {
      case MORE -> headTakesLong();
      case MALFORMED ->
          refuseUnread(
              Refusal.badRequest(reader.malformed().status(), reader.malformed().detail()));
      case WHOLE -> begin(reader.head());
    }
    return !done;
  }

  /** Starts the head's time with the first bytes of it that were not all. */
  private void headTakesLong() {
    if (!headTimed) {
      headTimed = true;
      deadline.set(loop.nowNanos() + HEAD_NANOS);
    }
  }

  private void begin(Head request) {
    headTimed = false;
    closing = !reader.stays();
    tunnelAsked = request.tunnel();
    request.secure(tls != null);
    body.begin(request.bodyLength());
    requestWhole = body.ended() && !tunnelAsked;
    deadline.set(Deadline.NEVER); // from here on the exchange watches
    var begun = new Exchange(path, this, loop, request, requestWhole);
    exchange = begun;
    begun.begin();
  }

  private boolean readBody(ByteBuf in) {
    Exchange to = Objects.requireNonNull(exchange, "under way");
    BodyScanner.Step step = body.step(in);
    if (step == BodyScanner.Step.MALFORMED) {
      closing = true;
      to.badBody(Refusal.badRequest(400, body.malformed().detail()));
      return !done;
    }
    if (step == BodyScanner.Step.DATA) {
      to.onBody(unread.take(body.available()));
    }
    if (body.ended() && exchange != null) {
      requestWhole = true;
      to.onEnd(body.trailers());
    }
    return true;
  }

  /** Reads away the rest of a body that nobody wants and that is here. */
  private boolean skipBody(ByteBuf in) {
    if (body.step(in) == BodyScanner.Step.DATA) {
      in.skipBytes(body.available());
    }
    requestWhole = body.ended();
    return true;
  }

  private void onInputEnded() {
    if (exchange == null) {
      closeOrderly();
    } else if (tunnel && !requestWhole) {
      requestWhole = true;
      exchange.onEnd(null);
    } else if (!requestWhole) {
      channel.close(); // the exchange hears of it as the channel goes inactive
    } else {
      closing = true; // it may have closed half of the connection only, and wait for its answer
    }
  }

  // Writing.

  @Override
  public void interim(Head interim) {
    if (!reader.http10()) {
      out.interim(interim);
    }
  }

  @Override
  public void answer(Head answer, boolean end) {
    int status = answer.status();
    if (tunnelAsked && answer.tunnel()) {
      tunnel = true;
      body.beginUntilClose();
      WebSockets.accept(answer, reader.head());
    } else {
      requestWhole |= tunnelAsked; // what follows is the next request
      closing |= path.draining() || (!requestWhole && answer.bodyLength() >= 0);
    }
    bodyless = reader.toHead() || status == 204 || status == 304;
    closing |= out.answer(answer, end, bodyless, reader.http10(), persistence());
  }

  private HeadText.Persistence persistence() {
    if (closing) {
      return HeadText.Persistence.CLOSES;
    }
    return reader.http10() ? HeadText.Persistence.SAYS_IT_STAYS : HeadText.Persistence.STAYS;
  }

  @Override
  public void data(ByteBuf part) {
    if (tunnel) {
      out.raw(part);
    } else if (!out.data(part) && !bodyless) {
      cut(Cut.SHORT); // more than its head has said
    }
  }

  @Override
  public void end(@Nullable Head trailers) {
    if (tunnel) {
      out.writeGathered();
      HalfClose.afterWrites(channel);
    } else if (!out.end(trailers)) {
      cut(Cut.SHORT); // less than its head has said
    }
  }

  @Override
  public void flush() {
    out.flush();
    if (tunnel && !unread.isEmpty()) {
      pump(); // what the caller sent before it was told that it may
    }
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void demand() {
    pump();
  }

  @Override
  public void refuse(Refusal refusal, String exchangeId) {
    requestWhole |= tunnelAsked;
    closing |= path.draining() || (!requestWhole && !body.completedBy(unread.bytes()));
    writeRefusal(refusal, exchangeId, reader.toHead());
  }

  private void refuseUnread(Refusal refusal) {
    closing = true;
    writeRefusal(refusal, Problem.NO_EXCHANGE, false);
    closeOrderly();
  }

  private void writeRefusal(Refusal refusal, String exchangeId, boolean toHead) {
    byte[] text = Problem.body(refusal, exchangeId);
    Head answer = loop.heads().take();
    Problem.head(answer, refusal, exchangeId, text.length);
    out.answer(answer, toHead, toHead, reader.http10(), persistence());
    if (!toHead) {
      out.bytes(text);
    }
    loop.heads().give(answer);
  }

  @Override
  public void cut(Cut how) {
    out.flush();
    done = true;
    if (how != Cut.SHORT || tunnel || out.untilClose()) { // where a plain close would look whole
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    Ending.cut(channel);
  }

  // Ending.

  @Override
  public void ended(boolean complete) {
    exchange = null;
    reader.forget();
    if (done || !channel.isActive()) {
      return;
    }
    if (tunnel || closing || !(requestWhole || body.completedBy(unread.bytes()))) {
      closeOrderly();
      return;
    }
    tunnelAsked = false;
    out.flush();
    deadline.set(loop.nowNanos() + (path.draining() ? DRAIN_IDLE_NANOS : IDLE_NANOS));
    pump();
  }

  private void closeOrderly() {
    done = true;
    out.writeGathered();
    unread.release();
    orderlyClose.begin();
  }

  private void due(long nowNanos) {
    if (reader.begun() && exchange == null && !done) {
      refuseUnread(
          Refusal.of(ProxyError.REQUEST_TIMEOUT, "the request's head did not arrive in 10 s"));
    } else {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (Ending.isOfInput(channel, event)) {
      inputEnded = true;
      orderlyClose.inputEnded();
      if (!done) {
        pump();
      }
    } else if (event instanceof Drain && exchange == null && !done) {
      deadline.set(loop.nowNanos() + DRAIN_IDLE_NANOS);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel.isWritable() && exchange != null) {
      exchange.callerWritable();
    } else if (channel.isWritable() && !done) {
      pump();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.idlers().drop(deadline);
    done = true;
    if (exchange != null) {
      exchange.callerLeft();
    }
    reader.forget();
    unread.release();
    out.forget();
    body.forget();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Defect.say(LOG, "a caller's", cause);
    ctx.close(); // the exchange hears of it as the channel goes inactive
  }

  @Override
  public ConnectionCaller from() {
    return from;
  }

  @Override
  public boolean serves(String authority) {
    return tls == null || tls.serves(authority);
  }
}
