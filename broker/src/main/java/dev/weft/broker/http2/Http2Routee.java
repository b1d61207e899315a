package dev.weft.broker.http2;

import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import dev.weft.broker.lane.ConnectionLimit;
import dev.weft.broker.lane.Deadline;
import dev.weft.broker.lane.Loop;
import dev.weft.broker.lane.PooledConnection;
import dev.weft.broker.lane.RouteeLane;
import dev.weft.broker.observe.Defect;
import dev.weft.broker.path.RouteeStream;
import dev.weft.broker.path.TryFailure;
import dev.weft.broker.tls.ClientTls;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a routee, for as many attempts at once as the routee lets. Stands among the
 * routee's idle connections while it has room. Serves nobody before the routee's SETTINGS are here:
 * they say how many streams there may be, and that it speaks HTTP/2 at all.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
public final class Http2Routee extends Http2Peer implements PooledConnection {
  /** Told once: that the connection stands, or that it does not. */
  interface Opening {
    void ready(Http2Routee connection);

    void failed(TryFailure failure, String detail);
  }

  private static final int WINDOW = 16 << 20; // all streams at their full window
  private static final int MOST_STREAMS = 128;
  private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 2 * MOST_STREAMS;
  private static final long SILENT_NANOS = 10_000_000_000L;
  private static final long PING_NANOS = 5_000_000_000L;
  private static final long ALIVE_PING = 0x7765_6674_616c_6976L;

  private final RouteeLane routee;
  private final ConnectionLimit limit;
  private final @Nullable ClientTls tls;
  private final Deadline deadline = new Deadline(this::due);
  private @Nullable Opening opening;
  private int mostStreams = MOST_STREAMS;
  private int streams;
  private int served;
  private boolean tunnels;
  private boolean heard;
  private boolean retired;
  private boolean pinged;
  private boolean broken;
  private int lastStreamId = Integer.MAX_VALUE;

  Http2Routee(Loop loop, RouteeLane routee, ConnectionLimit limit, Opening opening) {
    super(loop, Codec.client(loop.heads()));
    this.routee = routee;
    this.limit = limit;
    tls = routee.standing().tls();
    this.opening = opening;
  }

  // For its streams.

  /** One more stream, of a connection that was taken from those that are {@link #usable}. */
  public RouteeStream newStream() {
    loop().assertHere();
    if (streams++ == 0) {
      watchSilence();
    }
    var stream = new Http2RouteeStream(this, served++ > 0);
    if (hasRoom()) {
      pool();
    }
    return stream;
  }

  boolean hasRoom() {
    return streams < mostStreams && connection().local().lastStreamCreated() < LAST_STREAM_ID;
  }

  /** Whether its SETTINGS are here. */
  boolean heard() {
    return heard;
  }

  /** Whether WebSockets may be asked for (RFC 8441, section 3). */
  boolean tunnels() {
    return tunnels;
  }

  /** Whether the routee says that it has not looked at a stream (RFC 9113, section 6.8). */
  boolean disowned(int streamId) {
    return streamId > lastStreamId;
  }

  /** Whether its connection was reset, not closed. */
  boolean broken() {
    return broken;
  }

  /** A stream is over. */
  void closed(boolean done) {
    boolean wasFull = !hasRoom();
    streams--;
    if (done) {
      streamDone();
    }
    if (streams == 0) {
      loop().idlers().drop(deadline);
    }
    if (retired) {
      closeIfDone();
    } else if (open() && (wasFull || streams == 0)) {
      routee.idle().forget(this);
      pool();
    }
  }

  /** Puts it where the next call finds it, which it does not stand already. */
  private void pool() {
    if (outdated()) {
      close();
      return;
    }
    long nowNanos = loop().nowNanos();
    routee.idle().put(this, nowNanos);
    loop().watchIdle(nowNanos);
    limit.freed();
  }

  // As a pooled connection.

  @Override
  public boolean outdated() {
    return routee.standing().tls() != tls;
  }

  @Override
  public boolean usable() {
    return open() && !retired && hasRoom();
  }

  /** Takes no more calls and closes when those under way are over. */
  @Override
  public void close() {
    retired = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (streams == 0 && open()) {
      encoder().writeGoAway(ctx(), 0, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, ctx().newPromise());
      flush(ctx());
      ctx().close();
    }
  }

  // What the routee sends.

  @Override
  void started() {
    widen(WINDOW);
    super.started();
  }

  @Override
  void onSettings(Http2Settings settings) {
    @Nullable Long most = settings.maxConcurrentStreams();
    if (most != null) {
      mostStreams = (int) Math.min(MOST_STREAMS, most);
    }
    heard = true;
    tunnels |= Boolean.TRUE.equals(settings.connectProtocolEnabled());
    @Nullable Opening waiting = opening;
    if (waiting != null && mostStreams > 0) {
      opening = null;
      waiting.ready(this);
    } // else it may take some later; until then those who wait do, and not on more connections
  }

  @Override
  void onFields(Http2Stream stream, @Nullable Stream ours, FieldReader fields, boolean end)
      throws Http2Exception {
    if (ours instanceof Http2RouteeStream known) {
      @Nullable String wrong = known.onFields(fields, end);
      if (wrong != null) {
        known.failed(TryFailure.MALFORMED, "answered with " + wrong);
        throw Http2Exception.streamError(stream.id(), PROTOCOL_ERROR, wrong);
      }
    }
  }

  @Override
  void onReset(Stream stream, long error) {
    if (stream instanceof Http2RouteeStream known) {
      known.onReset(error);
    }
  }

  @Override
  void onGoAway(int newLastStreamId, long error) {
    lastStreamId = newLastStreamId;
    routee.idle().forget(this);
    retired = true;
    closeIfDone();
  }

  // Whether it is still there.

  private void watchSilence() {
    pinged = false;
    deadline.set(loop().nowNanos() + SILENT_NANOS);
    loop().idlers().watch(deadline);
  }

  private void due(long nowNanos) {
    if (nowNanos - readNanos() < (pinged ? PING_NANOS : SILENT_NANOS)) {
      pinged = false;
      deadline.set(readNanos() + SILENT_NANOS);
    } else if (pinged) {
      ctx().close(); // each stream fails as the channel goes inactive
    } else {
      pinged = true;
      encoder().writePing(ctx(), false, ALIVE_PING, ctx().newPromise());
      flushLater();
      deadline.set(nowNanos + PING_NANOS);
    }
  }

  @Override
  void onPingAck(long data) {
    // That something was read is enough.
  }

  /** Gives up an opening that took too long. */
  void giveUp(TryFailure failure, String detail) {
    @Nullable Opening waiting = opening;
    if (waiting != null) {
      opening = null;
      ctx().close();
      waiting.failed(failure, detail);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    retired = true;
    @Nullable Opening waiting = opening;
    opening = null;
    super.onConnectionError(ctx, outbound, cause, error);
    if (waiting != null) {
      waiting.failed(TryFailure.MALFORMED, "does not speak HTTP/2: " + cause.getMessage());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    retired = true;
    routee.idle().forget(this);
    loop().idlers().drop(deadline);
    limit.closed();
    @Nullable Opening waiting = opening;
    opening = null;
    super.channelInactive(ctx);
    if (waiting != null) {
      waiting.failed(TryFailure.RESET, "closed the connection before it said anything");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
      super.exceptionCaught(ctx, cause);
    } else {
      Defect.say(LOG, "an HTTP/2", cause);
      broken = true;
      ctx.close(); // mostly a reset: the streams hear of it as the channel goes inactive
    }
  }
}
