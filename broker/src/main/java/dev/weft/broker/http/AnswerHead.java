package dev.weft.broker.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/** Makes a routee's answer ready for the caller's connection. */
final class AnswerHead {
  private AnswerHead() {}

  /**
   * Strips what concerned the routee's connection and frames the body for the caller's.
   *
   * @param closing whether the caller's connection closes afterwards anyway
   * @return why it has to close, if it has to
   */
  static Optional<String> prepare(HttpResponse answer, RequestHead request, boolean closing) {
    HttpHeaders headers = answer.headers();
    HopByHop.strip(headers);
    headers.remove("x-weft-routee");
    answer.setProtocolVersion(HttpVersion.HTTP_1_1);
    boolean close = closing;
    Optional<String> why = Optional.empty();
    int status = answer.status().code();
    boolean hasBody = !request.isHead() && status != 204 && status != 304;
    boolean chunked = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    boolean delimited = chunked || headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    if (request.http10() && chunked) {
      headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
      delimited = false;
    }
    if (hasBody && !delimited) {
      if (request.http10()) {
        why = Optional.of("HTTP/1.0 knows no chunks");
        close = true;
      } else {
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
    }
    setConnection(headers, request, close);
    return why;
  }

  /** Says whether the connection goes on, where that is not understood. */
  static void setConnection(HttpHeaders headers, RequestHead request, boolean close) {
    if (close) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request.http10()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }
}
