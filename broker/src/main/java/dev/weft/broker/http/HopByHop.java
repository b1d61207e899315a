package dev.weft.broker.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that concern one connection only (RFC 9110, section 7.6.1). */
final class HopByHop {
  private static final List<AsciiString> ALWAYS =
      List.of(
          AsciiString.cached("connection"),
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          AsciiString.cached("proxy-authenticate"),
          AsciiString.cached("proxy-authorization"),
          AsciiString.cached("te"),
          AsciiString.cached("upgrade"));

  /** Naming these in Connection must not take them away: they frame or route the message. */
  private static final Set<String> NEVER =
      Set.of("host", "content-length", "transfer-encoding", "close", "via");

  private static final Set<String> NO_TRAILERS =
      Set.of(
          "content-length",
          "transfer-encoding",
          "host",
          "authorization",
          "connection",
          "trailer",
          "te",
          "content-encoding",
          "content-type",
          "content-range",
          "set-cookie",
          "cookie",
          "expect");

  private HopByHop() {}

  static void strip(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.CONNECTION)) {
      for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
        for (String token : value.split(",", -1)) {
          String name = token.strip().toLowerCase(Locale.ROOT);
          if (!name.isEmpty() && !NEVER.contains(name)) {
            headers.remove(name);
          }
        }
      }
    }
    for (AsciiString name : ALWAYS) {
      headers.remove(name);
    }
  }

  /** Drops what must not come after the body (RFC 9110, section 6.5.1). */
  static void stripTrailers(HttpHeaders trailers) {
    if (!trailers.isEmpty()) {
      for (String name : Set.copyOf(trailers.names())) {
        if (NO_TRAILERS.contains(name.toLowerCase(Locale.ROOT))) {
          trailers.remove(name);
        }
      }
    }
  }
}
