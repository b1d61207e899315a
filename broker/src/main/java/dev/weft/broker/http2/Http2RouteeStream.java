package dev.weft.broker.http2;

import static io.netty.handler.codec.http2.Http2Error.CANCEL;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Method;
import dev.weft.broker.path.RouteeEvents;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.TryFailure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One attempt at a routee: a stream of its connection. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
final class Http2RouteeStream implements RouteeStream, Http2Peer.Stream {
  private final Http2Routee routee;
  private final boolean reused;
  private final long openedNanos;
  private @Nullable Http2Stream stream;
  private @Nullable Inflow inflow;
  private @Nullable Outflow outflow;
  private @Nullable RouteeEvents events;
  private TryFailure why = TryFailure.CLOSED;
  private String detail = "closed the connection";
  private boolean tunnel;
  private boolean bodiless;
  private boolean answered;
  private boolean requestEnded;
  private boolean answerEnded;
  private boolean wanted;
  private boolean told;
  private boolean touched;
  private boolean closed;

  Http2RouteeStream(Http2Routee routee, boolean reused) {
    this.routee = routee;
    this.reused = reused;
    openedNanos = routee.readNanos();
  }

  // The request.

  @Override
  public void request(Head head, boolean end, RouteeEvents newEvents) {
    events = newEvents;
    requestEnded = end;
    tunnel = head.tunnel();
    bodiless = head.method() == Method.HEAD;
    if (tunnel && !routee.tunnels()) {
      failLater(TryFailure.MALFORMED, "takes no WebSocket over HTTP/2");
      return;
    }
    var ctx = routee.ctx();
    var local = routee.connection().local();
    int id = local.incrementAndGetNextStreamId();
    routee.encoder().writeHeaders(ctx, id, routee.writer().request(head), 0, end, ctx.newPromise());
    @Nullable Http2Stream made = routee.connection().stream(id);
    if (made == null) {
      failLater(TryFailure.NOT_PROCESSED, "takes no more streams");
      return;
    }
    stream = made;
    inflow = new Inflow(routee, made);
    outflow = new Outflow(routee, made);
    routee.register(made, this);
    routee.flushLater();
  }

  /** Not before the attempt has it in hand. */
  private void failLater(TryFailure failure, String saying) {
    routee.loop().eventLoop().execute(() -> failed(failure, saying));
  }

  @Override
  public void data(ByteBuf part) {
    if (outflow != null) {
      outflow.data(part);
    } else {
      part.release();
    }
  }

  @Override
  public void end(@Nullable Head trailers) {
    requestEnded = true;
    if (outflow != null) {
      outflow.end(trailers);
      routee.flushLater();
    }
  }

  @Override
  public void flush() {
    if (outflow != null) {
      outflow.flush();
    }
  }

  @Override
  public boolean writable() {
    return outflow != null && outflow.writable();
  }

  @Override
  public void onWritable() {
    if (events != null) {
      events.onWritable();
    }
  }

  // The answer.

  /**
   * An answer's fields, an interim one's, or trailers.
   *
   * @return what is malformed; null for nothing
   */
  @Nullable String onFields(FieldReader fields, boolean end) throws Http2Exception {
    if (events == null) {
      return null;
    }
    if (answered) {
      return onTrailers(fields);
    }
    @Nullable String wrong = AnswerFields.malformed(fields);
    if (wrong != null) {
      return wrong;
    }
    Head head = fields.peek();
    int status = AnswerFields.status(fields);
    head.status(status);
    if (status < 200) {
      if (end) {
        return "an interim answer that ends the stream";
      }
      touch();
      events.onInterim(head);
      return null;
    }
    return onAnswer(head, status, fields.contentLength(), end);
  }

  private @Nullable String onAnswer(Head head, int status, long length, boolean end) {
    boolean empty = bodiless || status == 204 || status == 304;
    if (end && length > 0 && !empty) {
      return "a Content-Length without a body";
    }
    answered = true;
    answerEnded = end;
    if (tunnel && status >= 200 && status < 300 && !end) {
      AnswerFields.tunnel(head);
    } else {
      tunnel = false;
      head.bodyLength(end ? 0 : length);
      inflow().expect(empty ? Head.UNKNOWN_LENGTH : length);
    }
    touch();
    if (events != null) {
      events.onAnswer(head, end);
    }
    return null;
  }

  private @Nullable String onTrailers(FieldReader fields) throws Http2Exception {
    @Nullable String wrong = AnswerFields.trailers(fields);
    if (wrong == null) {
      inflow().count(0, true);
      inflow().ended(fields.take());
      tellEnd();
      touch();
    }
    return wrong;
  }

  @Override
  public int onData(ByteBuf part, boolean end) throws Http2Exception {
    int bytes = part.readableBytes();
    if (events == null) {
      return bytes;
    }
    if (!answered) {
      failed(TryFailure.MALFORMED, "sent a body before its answer");
      return bytes;
    }
    inflow().count(bytes, end);
    if (end) {
      inflow().ended(null);
    }
    int passed = 0;
    if (wanted && !inflow().holds()) {
      if (bytes > 0) {
        events.onData(part.readRetainedSlice(bytes));
      }
      passed = bytes;
    } else {
      inflow().hold(part);
    }
    tellEnd();
    touch();
    return passed;
  }

  /** Lets in what is held, and what comes from now on until the turn is over. */
  @Override
  public void demand() {
    wanted = true;
    @Nullable ByteBuf held = inflow == null ? null : inflow.release();
    if (held != null && events != null) {
      wanted = false;
      events.onData(held);
      tellEnd();
      if (events != null) {
        events.onTurn();
      }
    } else {
      tellEnd();
    }
  }

  private void tellEnd() {
    @Nullable Inflow from = inflow;
    if (from == null || events == null || answerEnded) {
      return; // without an inflow there is no stream: the failure is on its way
    }
    if (from.hasEnded() && !from.holds()) {
      answerEnded = true;
      events.onEnd(from.trailers());
    }
  }

  private Inflow inflow() {
    return Objects.requireNonNull(inflow, "requested");
  }

  private void touch() {
    told = true;
    if (!touched) {
      touched = true;
      routee.touch(this);
    }
  }

  @Override
  public void onTurn() {
    touched = false;
    if (events != null) {
      wanted = false;
      events.onTurn();
    }
  }

  // How it ends.

  void onReset(long error) {
    @Nullable Http2Error known = Http2Error.valueOf(error);
    why =
        switch (known) {
          case REFUSED_STREAM -> TryFailure.NOT_PROCESSED;
          case CANCEL -> TryFailure.CANCELLED;
          case ENHANCE_YOUR_CALM -> TryFailure.OVERRUN;
          case null, default -> TryFailure.RESET;
        };
    detail = "reset the stream: " + (known == null ? Long.toString(error) : known.name());
  }

  @Override
  public void onClosed() {
    closed = true;
    if (outflow != null) {
      outflow.discard();
    }
    if (events != null && !answerEnded && (inflow == null || !inflow.hasEnded())) {
      @Nullable Http2Stream gone = stream;
      if (gone != null && routee.disowned(gone.id())) {
        failed(TryFailure.NOT_PROCESSED, "closed the connection without looking at the call");
      } else if (why == TryFailure.CLOSED
          && reused
          && !told
          && routee.readNanos() == openedNanos
          && !routee.open()) {
        failed(TryFailure.STALE, "had closed the connection");
      } else {
        failed(why == TryFailure.CLOSED && routee.broken() ? TryFailure.RESET : why, detail);
      }
    }
    routee.closed(answerEnded);
  }

  /** Tells that the attempt has failed, unless it is over. */
  void failed(TryFailure failure, String saying) {
    @Nullable RouteeEvents told = events;
    events = null;
    if (told != null) {
      cancel();
      leaveUnsent();
      told.onFailure(failure, saying);
    }
  }

  @Override
  public void release() {
    events = null;
    if (inflow != null) {
      inflow.discard();
    }
    if (!answerEnded || !requestEnded) {
      cancel();
    }
    leaveUnsent();
  }

  /** Gives its place on the connection back where nothing was sent on it. */
  private void leaveUnsent() {
    if (stream == null && !closed) {
      closed = true;
      routee.closed(true);
    }
  }

  private void cancel() {
    if (outflow != null) {
      outflow.discard();
    }
    if (stream != null && !closed) {
      routee.reset(stream.id(), CANCEL.code());
    }
  }

  @Override
  public boolean reused() {
    return reused;
  }
}
