package dev.weft.broker.http2;

import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;

/** HPACK into the connection's {@link FieldReader} instead of an object per section. */
final class FieldDecoder extends DefaultHttp2HeadersDecoder {
  private final FieldReader reader;

  FieldDecoder(FieldReader reader, long maxBytes) {
    super(false, maxBytes); // the reader checks more than Netty would
    this.reader = reader;
  }

  @Override
  protected Http2Headers newHeaders() {
    return reader.begin();
  }
}
