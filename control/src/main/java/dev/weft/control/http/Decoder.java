package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Bytes to messages, as strict as the codec can be made: nothing ambiguous is repaired. The codec
 * takes folded headers and loose request lines; those are looked for before it sees them.
 */
final class Decoder extends HttpRequestDecoder {
  private final HeadScan heads = new HeadScan();
  private boolean inBody;
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
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (!inBody && heads.isLoose(buffer)) {
      buffer.skipBytes(buffer.readableBytes());
      var unreadable = createInvalidMessage();
      unreadable.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("loose")));
      out.add(unreadable);
      return;
    }
    int before = out.size();
    int readable = buffer.readableBytes();
    super.decode(ctx, buffer, out);
    if (out.size() > before) {
      inBody = !(out.getLast() instanceof LastHttpContent);
      heads.ended();
    } else if (buffer.readableBytes() < readable) {
      heads.lineTaken();
    }
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
