package dev.weft.broker.http2;

import dev.weft.broker.message.HeadPool;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Netty's parts of one connection put together: its frames, HPACK and flow control, our reading and
 * writing of fields, and limits.
 */
record Codec(
    Http2ConnectionDecoder decoder,
    Http2ConnectionEncoder encoder,
    Http2Settings settings,
    FieldReader reader,
    FieldWriter writer) {
  static final int HEADER_BYTES = 60 * 1024;
  private static final int SMALL_CONTINUATIONS = 16;
  private static final int HUFFMAN_FROM_BYTES = 512;
  private static final int TABLE_BUCKETS = 64;
  private static final float WINDOW_UPDATE_RATIO = 0.5f;
  private static final int CALLER_STREAMS = 128;
  private static final int CALLER_WINDOW = 64 * 1024 - 1;
  private static final int ROUTEE_WINDOW = 128 * 1024;

  /** For a caller's connection. */
  static Codec server(HeadPool heads) {
    Http2Settings settings =
        new Http2Settings()
            .maxConcurrentStreams(CALLER_STREAMS)
            .initialWindowSize(CALLER_WINDOW)
            .maxHeaderListSize(HEADER_BYTES)
            .connectProtocolEnabled(true);
    Codec codec = of(new DefaultHttp2Connection(true, 0), settings, heads);
    codec.encoder().connection().remote().maxActiveStreams(CALLER_STREAMS);
    return codec;
  }

  /** For a connection to a routee. */
  static Codec client(HeadPool heads) {
    Http2Settings settings =
        new Http2Settings()
            .pushEnabled(false)
            .initialWindowSize(ROUTEE_WINDOW)
            .maxHeaderListSize(HEADER_BYTES);
    return of(new DefaultHttp2Connection(false, 0), settings, heads);
  }

  private static Codec of(Http2Connection connection, Http2Settings settings, HeadPool heads) {
    var reader = new FieldReader(heads);
    var writer = new FieldWriter();
    var fieldEncoder =
        new DefaultHttp2HeadersEncoder(
            (name, value) -> writer.passing(), true, TABLE_BUCKETS, HUFFMAN_FROM_BYTES);
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    connection
        .local()
        .flowController(
            new DefaultHttp2LocalFlowController(connection, WINDOW_UPDATE_RATIO, false));
    var encoder =
        new DefaultHttp2ConnectionEncoder(connection, new DefaultHttp2FrameWriter(fieldEncoder));
    var frames =
        new DefaultHttp2FrameReader(new FieldDecoder(reader, HEADER_BYTES), SMALL_CONTINUATIONS);
    var decoder =
        new DefaultHttp2ConnectionDecoder(
            connection,
            encoder,
            frames,
            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
            true,
            true,
            false);
    return new Codec(decoder, encoder, settings, reader, writer);
  }
}
