package dev.weft.broker.http2;

import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;

import dev.weft.broker.caller.ConnectionCaller;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.Head;
import dev.weft.broker.observe.Defect;
import dev.weft.broker.path.Drain;
import dev.weft.broker.path.Refusal;
import dev.weft.broker.path.RequestPath;
import dev.weft.broker.tls.TlsCaller;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A caller's HTTP/2 connection: each stream is one exchange ({@link Http2CallerStream}). Closes
 * when idle, and on draining once its streams have ended: first it says that it will close, and
 * only when that was heard, which stream is the last (RFC 9113, section 6.8).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Http2Caller extends Http2Peer {
  private static final int WINDOW = 1 << 20;
  private static final int CUT_SHORT = 256; // twice the streams at a time
  private static final long FIRST_REQUEST_NANOS = 10_000_000_000L;
  private static final long IDLE_NANOS = 60_000_000_000L;
  private static final long UNTAKEN_TICK_NANOS = 10_000_000_000L;
  private static final long SLOW_NANOS = 300_000_000_000L;
  private static final long DRAIN_NANOS = 1_000_000_000L;
  private static final long DRAIN_PING = 0x7765_6674_6472_6e00L;

  private final RequestPath path;
  private @Nullable TlsCaller tls;
  private final Deadline deadline = new Deadline(this::due);
  private @Nullable ConnectionCaller from;
  private int streams;
  private final int[] cutShort = new int[CUT_SHORT];
  private int cutShortCount;
  private boolean draining;
  private boolean lastSaid;

  public Http2Caller(RequestPath path, Loop loop) {
    super(loop, Codec.server(loop.heads()));
    this.path = path;
  }

  RequestPath path() {
    return path;
  }

  /** Whether calls to this authority may come on this connection. */
  boolean serves(String authority) {
    return tls == null || tls.serves(authority);
  }

  /** Who is at the other end. */
  ConnectionCaller from() {
    return Objects.requireNonNull(from, "started");
  }

  @Override
  void started() {
    from = loop().callers().of(ctx().channel());
    tls = TlsCaller.of(ctx().channel());
    ctx().channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    widen(WINDOW);
    deadline.set(loop().nowNanos() + FIRST_REQUEST_NANOS);
    loop().idlers().watch(deadline);
    super.started();
    if (path.draining()) {
      drain();
    }
  }

  @Override
  void onFields(Http2Stream stream, @Nullable Stream ours, FieldReader fields, boolean end)
      throws Http2Exception {
    if (ours instanceof Http2CallerStream known) {
      @Nullable String wrong = AnswerFields.trailers(fields);
      refuseMalformed(stream, wrong);
      known.onTrailers(fields.take());
      return;
    }
    refuseMalformed(stream, RequestFields.malformed(fields, end));
    long length = fields.contentLength();
    Head head = fields.take();
    var opened = new Http2CallerStream(this, stream, head);
    register(stream, opened);
    if (streams++ == 0) {
      deadline.set(loop().nowNanos() + IDLE_NANOS);
    }
    @Nullable Refusal refusal = RequestFields.fill(head, fields, end, tls != null);
    opened.begin(end, length, refusal);
  }

  private static void refuseMalformed(Http2Stream stream, @Nullable String wrong)
      throws Http2Exception {
    if (wrong != null) {
      throw Http2Exception.streamError(stream.id(), PROTOCOL_ERROR, wrong);
    }
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    if (!outbound
        && error.error() == STREAM_CLOSED
        && connection().stream(error.streamId()) == null
        && !wasCutShort(error.streamId())) {
      // It had ended, or was passed over: not a frame that was on its way (section 5.1).
      onConnectionError(
          ctx, false, cause, Http2Exception.connectionError(STREAM_CLOSED, error.getMessage()));
      return;
    }
    cutShort(error.streamId());
    resetForced();
    super.onStreamError(ctx, outbound, cause, behindEnd(error));
  }

  /** More fields behind a request's end: Netty takes them for malformed trailers. */
  private Http2Exception.StreamException behindEnd(Http2Exception.StreamException error) {
    @Nullable Http2Stream stream = connection().stream(error.streamId());
    boolean behind =
        stream != null
            && error.error() == PROTOCOL_ERROR
            && of(stream) instanceof Http2CallerStream known
            && known.requestEnded();
    return behind
        ? (Http2Exception.StreamException)
            Http2Exception.streamError(error.streamId(), STREAM_CLOSED, "fields behind the end")
        : error;
  }

  /** A stream was closed before its request had ended: some of it may still be on its way. */
  void cutShort(int streamId) {
    cutShort[cutShortCount] = streamId;
    cutShortCount = (cutShortCount + 1) % CUT_SHORT;
  }

  private boolean wasCutShort(int streamId) {
    for (int one : cutShort) {
      if (one == streamId) {
        return true;
      }
    }
    return false;
  }

  /** Answers fields that are too large in all. */
  @Override
  protected void handleServerHeaderDecodeSizeError(ChannelHandlerContext ctx, Http2Stream stream) {
    Http2CallerStream.refuseUnread(
        this,
        stream,
        Refusal.badRequest(431, "fields of more than " + Codec.HEADER_BYTES + " bytes"));
  }

  @Override
  void onReset(Stream stream, long error) {
    // The stream hears of it as it closes, which follows.
  }

  @Override
  void onGoAway(int lastStreamId, long error) {
    // A caller's GOAWAY is about streams that we would open: there are none.
  }

  @Override
  void onSettings(Http2Settings settings) {
    // Netty acts on them.
  }

  @Override
  void onPingAck(long data) {
    if (data == DRAIN_PING) {
      sayLast();
    }
  }

  /** One of its streams has closed. */
  void closed(boolean done) {
    streams--;
    if (done) {
      streamDone();
    }
    if (streams == 0) {
      deadline.set(loop().nowNanos() + (draining ? DRAIN_NANOS : IDLE_NANOS));
      closeIfDrained();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == Drain.NOW) {
      drain();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  private void drain() {
    if (!draining && open()) {
      draining = true;
      goAway(Integer.MAX_VALUE);
      encoder().writePing(ctx(), false, DRAIN_PING, ctx().newPromise());
      flushLater();
      if (streams == 0) {
        deadline.set(loop().nowNanos() + DRAIN_NANOS);
      }
    }
  }

  private void sayLast() {
    if (!lastSaid) {
      lastSaid = true;
      goAway(connection().remote().lastStreamCreated());
      flushLater();
      closeIfDrained();
    }
  }

  private void goAway(int last) {
    encoder().writeGoAway(ctx(), last, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx().newPromise());
  }

  private void closeIfDrained() {
    if (lastSaid && streams == 0 && open()) {
      flush(ctx());
      ctx().close();
    }
  }

  private void due(long nowNanos) {
    if (streams > 0) {
      giveUpUntaken(nowNanos);
      return;
    }
    if (!lastSaid) {
      sayLast();
    }
    flush(ctx());
    ctx().close();
  }

  /**
   * Resets streams whose exchange is over and whose answer the caller does not take: nothing else
   * watches them. A caller that is heard of may be slow.
   */
  private void giveUpUntaken(long nowNanos) {
    deadline.set(nowNanos + UNTAKEN_TICK_NANOS);
    boolean heard = nowNanos - readNanos() < IDLE_NANOS;
    long patience = heard ? SLOW_NANOS : IDLE_NANOS;
    var untaken = new ArrayList<Integer>();
    try {
      connection()
          .forEachActiveStream(stream -> {
            if (of(stream) instanceof Http2CallerStream ours && ours.untaken(nowNanos, patience)) {
              untaken.add(stream.id());
            }
            return true;
          });
    } catch (Http2Exception e) {
      throw new IllegalStateException("the visitor throws none", e);
    }
    untaken.forEach(id -> reset(id, CANCEL.code()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    loop().idlers().drop(deadline);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      Defect.say(LOG, "an HTTP/2", cause);
      ctx.close(); // mostly a reset: the streams hear of it as the channel goes inactive
    }
  }
}
