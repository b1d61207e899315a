package dev.weft.broker.http;

import dev.weft.broker.path.ProxyError;
import dev.weft.broker.path.Refusal;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Set;

/**
 * A request's head, checked and made ready for a routee.
 *
 * @param message with hop-by-hop headers gone and the broker's own added
 * @param idempotent whether it may be tried again after a routee has seen it
 * @param explain whether the caller wants to know which routee answered
 * @param keepAlive whether the caller's connection may go on
 * @param http10 whether the caller speaks no chunks
 */
record RequestHead(
    HttpRequest message,
    String authority,
    boolean idempotent,
    boolean explain,
    boolean keepAlive,
    boolean http10) {

  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);
  private static final String VIA = "1.1 weft";
  private static final int MOST_HOPS = 8;

  /** Checks a head that came off the wire; changes it. */
  static RequestHead read(HttpRequest message, String callerAddress) throws BadRequestException {
    refuseUndecoded(message.decoderResult());
    boolean http10 = message.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (!http10 && !message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw new BadRequestException(
          505, "HTTP/1.1 and HTTP/1.0 are spoken here, not " + message.protocolVersion());
    }
    HttpMethod method = message.method();
    if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
      throw new BadRequestException(405, method + " is not allowed");
    }
    HttpHeaders headers = message.headers();
    refuseBadFraming(headers, http10);
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      throw new BadRequestException(400, "more than one Host");
    }
    RequestTarget target =
        RequestTarget.read(method.name(), message.uri(), hosts.isEmpty() ? null : hosts.getFirst());
    refuseLoop(headers);

    boolean explain = "1".equals(headers.get("x-weft-explain"));
    boolean keepAlive = HttpUtil.isKeepAlive(message);
    HopByHop.strip(headers);
    stripClaims(headers);
    headers.set(HttpHeaderNames.HOST, target.authority());
    headers.set("x-forwarded-for", callerAddress);
    headers.set("x-forwarded-proto", "http");
    headers.set("x-forwarded-host", target.authority());
    headers.add(HttpHeaderNames.VIA, VIA);
    message.setUri(target.path());
    message.setProtocolVersion(HttpVersion.HTTP_1_1);
    return new RequestHead(
        message, target.authority(), IDEMPOTENT.contains(method), explain, keepAlive, http10);
  }

  boolean isHead() {
    return message.method().equals(HttpMethod.HEAD);
  }

  private static void refuseUndecoded(DecoderResult result) throws BadRequestException {
    if (result.isSuccess()) {
      return;
    }
    Throwable cause = result.cause();
    if (cause instanceof TooLongHttpLineException) {
      throw new BadRequestException(414, "the request line is too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      throw new BadRequestException(431, "the headers are too large");
    }
    throw new BadRequestException(400, "not an HTTP request: " + cause.getMessage());
  }

  private static void refuseBadFraming(HttpHeaders headers, boolean http10)
      throws BadRequestException {
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (encodings.isEmpty()) {
      return;
    }
    if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      throw new BadRequestException(400, "both Content-Length and Transfer-Encoding");
    }
    if (http10) {
      throw new BadRequestException(400, "Transfer-Encoding on HTTP/1.0");
    }
    if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
      throw new BadRequestException(400, "Transfer-Encoding is not chunked alone: " + encodings);
    }
  }

  private static void refuseLoop(HttpHeaders headers) throws BadRequestException {
    long hops = headers.getAll(HttpHeaderNames.VIA).stream().filter(VIA::equals).count();
    if (hops >= MOST_HOPS) {
      throw new BadRequestException(
          Refusal.of(ProxyError.LOOP, "passed through " + hops + " Weft brokers already"));
    }
  }

  /** Drops what only a broker may say, and names that some servers take for others. */
  private static void stripClaims(HttpHeaders headers) {
    for (String name : headers.names()) {
      if (name.indexOf('_') >= 0
          || name.regionMatches(true, 0, "x-weft-", 0, 7)
          || name.regionMatches(true, 0, "x-forwarded-", 0, 12)
          || name.equalsIgnoreCase("forwarded")) {
        headers.remove(name);
      }
    }
  }
}
