package dev.weft.control.http;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;

/**
 * A request's head that can be framed in one way only (RFC 9112, sections 3, 6 and 7).
 *
 * @param path as sent, from its first slash to the query
 * @param query as sent, without the question mark; may be empty
 * @param contentLength -1 where none is given
 * @param http10 whether the client speaks no chunks
 * @param awaitsContinue whether the client sends its body only when told to
 */
record RequestHead(
    String method,
    String path,
    String query,
    HttpHeaders headers,
    long contentLength,
    boolean keepAlive,
    boolean http10,
    boolean awaitsContinue) {

  /**
   * Checks what came off the wire.
   *
   * @throws BadRequest if a reader could take it in more than one way, or if it is too large
   */
  static RequestHead read(HttpRequest message) throws BadRequest {
    refuseUndecoded(message.decoderResult());
    boolean http10 = message.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (!http10 && !message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw new BadRequest(505, "HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    HttpHeaders headers = message.headers();
    if (headers.size() > Limits.HEADER_COUNT) {
      throw new BadRequest(431, "more than " + Limits.HEADER_COUNT + " headers");
    }
    refuseBadFraming(headers, http10);
    String host = host(headers, http10);
    String method = message.method().name();
    if (method.equals("CONNECT") || method.equals("TRACE")) {
      throw new BadRequest(405, method + " is not served here");
    }
    String target = origin(message.uri(), method, host);
    int mark = target.indexOf('?');
    return new RequestHead(
        method,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        headers,
        headers.contains(HttpHeaderNames.CONTENT_LENGTH) ? HttpUtil.getContentLength(message) : -1,
        HttpUtil.isKeepAlive(message),
        http10,
        awaitsContinue(headers, http10));
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  private static void refuseUndecoded(DecoderResult result) throws BadRequest {
    if (result.isSuccess()) {
      return;
    }
    throw refused(result.cause());
  }

  /** What the decoder could not read. */
  static BadRequest refused(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new BadRequest(414, "the request line is longer than " + Limits.LINE + " bytes");
      case TooLongFrameException _ ->
          new BadRequest(431, "the headers are larger than " + Limits.HEADERS + " bytes");
      default -> new BadRequest(400, "this is no well-formed HTTP/1.1 request");
    };
  }

  private static void refuseBadFraming(HttpHeaders headers, boolean http10) throws BadRequest {
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (encodings.isEmpty()) {
      return;
    }
    if (http10 || headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      throw new BadRequest(400, "Transfer-Encoding with Content-Length or in HTTP/1.0");
    }
    if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
      throw new BadRequest(501, "Transfer-Encoding is not chunked alone");
    }
  }

  private static String host(HttpHeaders headers, boolean http10) throws BadRequest {
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1) {
      if (http10 && hosts.isEmpty()) {
        return "";
      }
      throw new BadRequest(400, "exactly one Host must be given, not " + hosts.size());
    }
    String host = hosts.getFirst();
    if (host.isEmpty() || !host.chars().allMatch(RequestHead::mayStandInHost)) {
      throw new BadRequest(400, "Host is not a name or address with or without a port");
    }
    return host;
  }

  private static boolean mayStandInHost(int c) {
    return c > ' ' && c < 0x7f && ",/@?#\\\"<>{}|^`".indexOf(c) < 0;
  }

  /** The target in origin form; whoever names an authority in it must name the Host. */
  private static String origin(String sent, String method, String host) throws BadRequest {
    int fragment = sent.indexOf('#');
    String target = fragment < 0 ? sent : sent.substring(0, fragment);
    if (target.startsWith("/") || (target.equals("*") && method.equals("OPTIONS"))) {
      return target;
    }
    String lower = target.toLowerCase(Locale.ROOT);
    int authority = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
    if (authority < 0) {
      throw new BadRequest(400, "the request's target is no path");
    }
    int path = authority;
    while (path < target.length() && "/?".indexOf(target.charAt(path)) < 0) {
      path++;
    }
    if (!target.substring(authority, path).equalsIgnoreCase(host)) {
      throw new BadRequest(400, "the request's target and its Host differ");
    }
    String rest = target.substring(path);
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static boolean awaitsContinue(HttpHeaders headers, boolean http10) throws BadRequest {
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect == null) {
      return false;
    }
    if (!expect.equalsIgnoreCase("100-continue")) {
      throw new BadRequest(417, "nothing but 100-continue can be expected here");
    }
    return !http10;
  }
}
