package dev.weft.broker.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** How bytes become messages on the caller's side: as strict as the codec can be made. */
final class CallerCodec {
  private static final int MAX_LINE_BYTES = 16 * 1024;
  private static final int MAX_HEADERS_BYTES = 60 * 1024;
  private static final int MAX_CHUNK_BYTES = 16 * 1024;

  private CallerCodec() {}

  /** What both sides of the wire agree on. */
  static HttpDecoderConfig strict() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADERS_BYTES)
        .setMaxChunkSize(MAX_CHUNK_BYTES)
        .setValidateHeaders(true)
        .setAllowDuplicateContentLengths(false)
        .setStrictLineParsing(true);
  }

  /** Refuses what could be framed in two ways instead of repairing it. */
  static final class Decoder extends HttpRequestDecoder {
    private boolean bytesSeen;

    Decoder() {
      super(strict());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      bytesSeen = true;
      super.channelRead(ctx, message);
    }

    /** Whether bytes have come since the last head was complete. */
    boolean inHead() {
      return bytesSeen;
    }

    void headTaken() {
      bytesSeen = false;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
      throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
  }

  /** Knows when the answer is to a HEAD and so has no body whatever its headers say. */
  static final class Encoder extends HttpResponseEncoder {
    private boolean toHead;

    void answering(boolean head) {
      toHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
      return toHead || super.isContentAlwaysEmpty(response);
    }
  }
}
