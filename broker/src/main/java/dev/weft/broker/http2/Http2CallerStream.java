package dev.weft.broker.http2;

import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.INTERNAL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Method;
import dev.weft.broker.path.CallerStream;
import dev.weft.broker.path.Cut;
import dev.weft.broker.path.Exchange;
import dev.weft.broker.path.GrpcRefusal;
import dev.weft.broker.path.Problem;
import dev.weft.broker.path.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call of a caller: its stream's frames on one side, its {@link Exchange} on the other. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Http2CallerStream implements CallerStream, Http2Peer.Stream {
  private static final int WAIVE_MILLIS = 500;

  private final Http2Caller caller;
  private final Http2Stream stream;
  private final Head head;
  private final Inflow inflow;
  private final Outflow outflow;
  private @Nullable Exchange exchange;
  private boolean endTold;
  private boolean over;
  private long overNanos;
  private boolean closed;
  private boolean touched;

  Http2CallerStream(Http2Caller caller, Http2Stream stream, Head head) {
    this.caller = caller;
    this.stream = stream;
    this.head = head;
    inflow = new Inflow(caller, stream);
    outflow = new Outflow(caller, stream);
  }

  /**
   * The request's fields were read.
   *
   * @param refusal why it goes nowhere; null if it does
   */
  void begin(boolean end, long contentLength, @Nullable Refusal refusal) {
    inflow.expect(contentLength);
    if (end) {
      inflow.ended(null);
      endTold = true;
    }
    if (refusal != null) {
      refuse(refusal, Problem.NO_EXCHANGE);
      ended(end);
      return;
    }
    var begun = new Exchange(caller.path(), this, caller.loop(), head, end);
    exchange = begun;
    begun.begin();
  }

  // What the caller sends.

  @Override
  public int onData(ByteBuf part, boolean end) throws Http2Exception {
    int bytes = part.readableBytes();
    inflow.count(bytes, end);
    if (end) {
      inflow.ended(null);
    }
    @Nullable Exchange taker = exchange;
    if (over || taker == null) {
      return bytes;
    }
    int passed = 0;
    if (!inflow.holds() && taker.wantsBody()) {
      if (bytes > 0) {
        taker.onBody(part.readRetainedSlice(bytes));
      }
      passed = bytes;
    } else {
      inflow.hold(part);
    }
    tellEnd(taker);
    touch();
    return passed;
  }

  /** Whether the caller has sent all of it. */
  boolean requestEnded() {
    return inflow.hasEnded();
  }

  /** Whether its exchange has been over for so long, and the caller has not taken the answer. */
  boolean untaken(long nowNanos, long nanos) {
    return over && nowNanos - overNanos >= nanos;
  }

  void onTrailers(Head trailers) throws Http2Exception {
    inflow.count(0, true);
    inflow.ended(trailers);
    if (!over && exchange != null) {
      tellEnd(exchange);
      touch();
    }
  }

  private void tellEnd(Exchange taker) {
    if (inflow.hasEnded() && !inflow.holds() && !endTold && !over) {
      endTold = true;
      taker.onEnd(inflow.trailers());
    }
  }

  private void touch() {
    if (!touched) {
      touched = true;
      caller.touch(this);
    }
  }

  @Override
  public void onTurn() {
    touched = false;
    if (!over && exchange != null) {
      exchange.onTurn();
    }
  }

  @Override
  public void demand() {
    @Nullable Exchange taker = exchange;
    if (over || taker == null) {
      return;
    }
    if (taker.wantsBody()) {
      @Nullable ByteBuf held = inflow.release();
      if (held != null) {
        taker.onBody(held);
      }
    }
    tellEnd(taker);
    if (!over) {
      taker.onTurn();
    }
  }

  @Override
  public void onWritable() {
    if (!over && exchange != null) {
      exchange.callerWritable();
    }
  }

  @Override
  public void onClosed() {
    closed = true;
    if (!inflow.hasEnded()) {
      caller.cutShort(stream.id());
    }
    outflow.discard();
    boolean done = over;
    if (!over && exchange != null) {
      exchange.callerLeft();
    }
    caller.closed(done);
  }

  // What it gets.

  @Override
  public void interim(Head interim) {
    if (!closed) {
      writeFields(interim, false);
    }
  }

  @Override
  public void answer(Head answer, boolean end) {
    if (closed) {
      return;
    }
    if (answer.tunnel()) {
      answer.status(200); // RFC 8441, section 5
    } else if (!answer.has(Known.CONTENT_LENGTH) && answer.bodyLength() > 0) {
      answer.add(Known.CONTENT_LENGTH, Long.toString(answer.bodyLength()));
    }
    writeFields(answer, end);
  }

  private void writeFields(Head fields, boolean end) {
    var ctx = caller.ctx();
    caller
        .encoder()
        .writeHeaders(ctx, stream.id(), caller.writer().answer(fields), 0, end, ctx.newPromise());
    caller.flushLater();
  }

  @Override
  public void data(ByteBuf part) {
    outflow.data(part);
  }

  @Override
  public void end(@Nullable Head trailers) {
    outflow.end(trailers);
    caller.flushLater();
  }

  @Override
  public void flush() {
    outflow.flush();
  }

  @Override
  public boolean writable() {
    return outflow.writable();
  }

  @Override
  public void refuse(Refusal refusal, String exchangeId) {
    if (closed) {
      return;
    }
    Head answer = caller.heads().take();
    if (head.isGrpc()) {
      GrpcRefusal.head(answer, refusal, exchangeId);
      writeFields(answer, true);
    } else {
      writeProblem(answer, refusal, exchangeId, head.method() == Method.HEAD);
    }
    caller.heads().give(answer);
  }

  private void writeProblem(Head answer, Refusal refusal, String exchangeId, boolean bodiless) {
    byte[] body = Problem.body(refusal, exchangeId);
    Problem.head(answer, refusal, exchangeId, body.length);
    writeFields(answer, bodiless);
    if (!bodiless) {
      outflow.data(Unpooled.wrappedBuffer(body));
      outflow.end(null);
    }
  }

  /** Refuses what could not be read as a request, so that there is no exchange. */
  static void refuseUnread(Http2Caller caller, Http2Stream stream, Refusal refusal) {
    var unread = new Http2CallerStream(caller, stream, caller.heads().take());
    unread.writeProblem(unread.head, refusal, Problem.NO_EXCHANGE, false);
    caller.flush(caller.ctx());
  }

  @Override
  public void cut(Cut how) {
    outflow.discard();
    if (!closed) {
      Http2Error error =
          switch (how) {
            case CANCELLED, TIMED_OUT -> CANCEL;
            case OVERRUN -> ENHANCE_YOUR_CALM;
            case SHORT, RESET -> INTERNAL_ERROR;
          };
      caller.reset(stream.id(), error.code());
    }
  }

  @Override
  public void ended(boolean requestComplete) {
    over = true;
    overNanos = caller.loop().nowNanos();
    exchange = null;
    inflow.discard();
    if (!closed) {
      if (!inflow.hasEnded()) {
        outflow.whenEnded(this::waiveRestSoon);
      }
      caller.flushLater();
    }
    caller.heads().give(head);
    @Nullable Head trailers = inflow.trailers();
    if (trailers != null) {
      caller.heads().give(trailers);
    }
  }

  /** Not at once: some callers take the reset for the answer's, which they are still reading. */
  private void waiveRestSoon() {
    caller.loop().eventLoop().schedule(this::waiveRest, WAIVE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The caller need not send the rest of its request (RFC 9113, section 8.1). */
  private void waiveRest() {
    if (!closed) {
      caller.reset(stream.id(), NO_ERROR.code());
    }
  }

  @Override
  public String protocol() {
    return "http/2";
  }

  @Override
  public ConnectionCaller from() {
    return caller.from();
  }

  @Override
  public boolean serves(String authority) {
    return caller.serves(authority);
  }
}
