package dev.weft.control.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Bytes to messages, as strict as the codec can be made: nothing ambiguous is repaired. */
final class Decoder extends HttpRequestDecoder {
  private boolean bytesSeen;

  Decoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(Limits.LINE)
            .setMaxHeaderSize(Limits.HEADERS)
            .setMaxChunkSize(Limits.CHUNK)
            .setValidateHeaders(true)
            .setAllowDuplicateContentLengths(false)
            .setStrictLineParsing(true));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    bytesSeen = true;
    super.channelRead(ctx, message);
  }

  /** Whether bytes have come since the last request was complete. */
  boolean inHead() {
    return bytesSeen;
  }

  /** Forgets the bytes seen so far: they were a whole request. */
  void requestTaken() {
    bytesSeen = false;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
