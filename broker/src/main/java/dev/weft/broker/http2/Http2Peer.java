package dev.weft.broker.http2;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;

import dev.weft.broker.lane.Loop;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.HeadPool;
import dev.weft.broker.observe.Defect;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection, to a caller or a routee: reads in turns, writes with one flush for all
 * that a turn of the loop brought, and stops reading from whoever does not read.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells its handlers what fails
abstract class Http2Peer extends Http2ConnectionHandler {
  /** A stream's ends of what the connection reads. */
  interface Stream {
    /**
     * DATA of the stream.
     *
     * @param part not retained
     * @return how much was passed on and may be sent again
     */
    int onData(ByteBuf part, boolean end) throws Http2Exception;

    /** Everything read in this turn was told. */
    void onTurn();

    /** The other side takes more. */
    void onWritable();

    /** The stream is closed, for whatever reason. */
    void onClosed();
  }

  static final System.Logger LOG = System.getLogger(Http2Peer.class.getName());

  private final Loop loop;
  private final Codec codec;
  private final Http2Connection.PropertyKey streamKey;
  private final FloodGuard floods;
  private final ArrayList<Stream> touched = new ArrayList<>();
  private final Runnable flush = this::flushNow;
  private @Nullable ChannelHandlerContext ctx;
  private boolean flushing;
  private boolean readPaused;
  private long readNanos;

  Http2Peer(Loop loop, Codec codec) {
    super(codec.decoder(), codec.encoder(), codec.settings(), true);
    this.loop = loop;
    this.codec = codec;
    readNanos = loop.nowNanos();
    floods = new FloodGuard(readNanos);
    streamKey = connection().newKey();
    var events = new Events();
    connection().addListener(events);
    decoder().frameListener(events);
    remoteFlow().listener(this::writabilityChanged);
  }

  final Loop loop() {
    return loop;
  }

  final HeadPool heads() {
    return loop.heads();
  }

  final FieldWriter writer() {
    return codec.writer();
  }

  final ChannelHandlerContext ctx() {
    if (ctx == null) {
      throw new IllegalStateException("used before it was open");
    }
    return ctx;
  }

  /** When something was read last. */
  final long readNanos() {
    return readNanos;
  }

  final boolean open() {
    return ctx != null && ctx.channel().isActive();
  }

  // For its streams.

  final void register(Http2Stream stream, Stream ours) {
    stream.setProperty(streamKey, ours);
  }

  final @Nullable Stream of(Http2Stream stream) {
    return stream.getProperty(streamKey);
  }

  /** Has the stream told when this turn's reading is over. */
  final void touch(Stream stream) {
    touched.add(stream);
  }

  final void reset(int streamId, long error) {
    encoder().writeRstStream(ctx(), streamId, error, ctx().newPromise());
    flushLater();
  }

  /** The peer made us reset a stream. */
  final void resetForced() {
    floods.reset();
  }

  final boolean writable(Http2Stream stream) {
    return remoteFlow().isWritable(stream);
  }

  final void wrote(int bytes) {
    floods.sent(bytes);
  }

  /** Bytes that waited were passed on: the other side may send as many more. */
  final void returnWindow(Http2Stream stream, int bytes) {
    try {
      if (stream.state() != Http2Stream.State.CLOSED
          && connection().local().flowController().consumeBytes(stream, bytes)) {
        flushLater();
      }
    } catch (Http2Exception e) {
      onError(ctx(), false, e);
    }
  }

  /** Sends what was written, once for all that is written in this turn of the loop. */
  final void flushLater() {
    if (!flushing) {
      flushing = true;
      loop.eventLoop().execute(flush);
    }
  }

  private void flushNow() {
    flushing = false;
    if (ctx != null) {
      flush(ctx);
    }
  }

  // For callers' and routees' connections.

  /** A stream's first fields, or an answer's, or trailers. */
  abstract void onFields(Http2Stream stream, @Nullable Stream ours, FieldReader fields, boolean end)
      throws Http2Exception;

  abstract void onReset(Stream stream, long error);

  abstract void onGoAway(int lastStreamId, long error);

  /** The peer's settings, the first ones included. */
  abstract void onSettings(Http2Settings settings);

  abstract void onPingAck(long data);

  /** What Netty found wrong, or we did while it read. */
  @Override
  protected void onConnectionError(
      ChannelHandlerContext from,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    Defect.say(LOG, "an HTTP/2", cause);
    super.onConnectionError(from, outbound, cause, error);
  }

  // Reading.

  @Override
  public void handlerAdded(ChannelHandlerContext newCtx) throws Exception {
    ctx = newCtx;
    super.handlerAdded(newCtx);
    if (newCtx.channel().isActive()) {
      started();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext newCtx) throws Exception {
    super.channelActive(newCtx);
    started();
  }

  /** The connection stands and our settings are written. */
  void started() {
    ctx().read();
  }

  /** Makes the connection's window larger than the 65,535 bytes that it begins with. */
  final void widen(int bytes) {
    try {
      Http2Stream whole = connection().connectionStream();
      connection()
          .local()
          .flowController()
          .incrementWindowSize(
              whole, bytes - connection().local().flowController().windowSize(whole));
    } catch (Http2Exception e) {
      throw new IllegalStateException("a window that is allowed", e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext newCtx, Object message) throws Exception {
    loop.turnBegins();
    readNanos = loop.nowNanos();
    super.channelRead(newCtx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext newCtx) {
    try {
      turn(newCtx);
    } finally {
      loop.turnEnds();
    }
  }

  private void turn(ChannelHandlerContext newCtx) {
    discardSomeReadBytes();
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).onTurn();
    }
    touched.clear();
    @Nullable String flood = floods.flooded(readNanos);
    if (flood != null) {
      onError(
          newCtx, false, Http2Exception.connectionError(ENHANCE_YOUR_CALM, "too many %s", flood));
      newCtx.flush();
      newCtx.close();
      return;
    }
    flushLater();
    readMore();
  }

  private void readMore() {
    readPaused = !ctx().channel().isWritable();
    if (!readPaused) {
      ctx().read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext newCtx) throws Exception {
    super.channelWritabilityChanged(newCtx);
    if (readPaused && newCtx.channel().isWritable()) {
      readMore();
    }
  }

  private void writabilityChanged(Http2Stream stream) {
    if (remoteFlow().isWritable(stream)) {
      @Nullable Stream ours = stream.getProperty(streamKey);
      if (ours != null) {
        ours.onWritable();
      }
    }
  }

  private Http2RemoteFlowController remoteFlow() {
    return encoder().flowController();
  }

  /** What Netty's frames and streams tell. */
  private final class Events extends Http2EventAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext from,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      onHeadersRead(from, streamId, headers, padding, end);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext from, int streamId, Http2Headers headers, int padding, boolean end)
        throws Http2Exception {
      @Nullable Http2Stream stream = connection().stream(streamId);
      if (stream != null) {
        onFields(stream, stream.getProperty(streamKey), codec.reader(), end);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext from, int streamId, ByteBuf data, int padding, boolean end)
        throws Http2Exception {
      @Nullable Http2Stream stream = connection().stream(streamId);
      @Nullable Stream ours = stream == null ? null : stream.getProperty(streamKey);
      int bytes = data.readableBytes();
      if (bytes > 0) {
        floods.data();
      } else if (!end) {
        floods.emptyData();
      }
      return padding + (ours == null ? bytes : ours.onData(data, end));
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext from, int streamId, long error) {
      @Nullable Http2Stream stream = connection().stream(streamId);
      @Nullable Stream ours = stream == null ? null : stream.getProperty(streamKey);
      floods.reset();
      if (ours != null) {
        onReset(ours, error);
      }
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext from, int lastStreamId, long error, ByteBuf debugData) {
      onGoAway(lastStreamId, error);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext from, Http2Settings settings) {
      floods.settings();
      onSettings(settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext from, long data) {
      floods.small("PING");
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext from, long data) {
      onPingAck(data);
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext from, int streamId, int dependency, short weight, boolean exclusive) {
      floods.small("PRIORITY");
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext from, int streamId, int increment) {
      floods.small("WINDOW_UPDATE");
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext from, byte type, int streamId, Http2Flags flags, ByteBuf payload) {
      floods.small("unknown frames");
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      @Nullable Stream ours = stream.removeProperty(streamKey);
      if (ours != null) {
        ours.onClosed();
      }
    }
  }

  /** A stream came to its end as it should. */
  final void streamDone() {
    floods.streamDone();
  }

  /** Trailers as they can be sent when what stands before them has gone. */
  final Http2Headers trailers(Head trailers, Http2Stream stream) {
    FieldWriter fields = writer().trailers(trailers);
    return remoteFlow().hasFlowControlled(stream) ? fields.copied() : fields;
  }
}
