package dev.weft.broker.http2;

import dev.weft.broker.http2.FieldReader.Pseudo;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Method;
import dev.weft.broker.message.Path;
import dev.weft.broker.message.Target;
import dev.weft.broker.message.Text;
import dev.weft.broker.path.Refusal;
import org.jspecify.annotations.Nullable;

/** What a request's fields must be (RFC 9113, section 8.3.1; RFC 8441, section 4). */
final class RequestFields {
  private static final byte[] CONNECT = Text.ascii("CONNECT");
  private static final byte[] HTTP = Text.ascii("http");
  private static final byte[] HTTPS = Text.ascii("https");
  private static final byte[] STAR = Text.ascii("*");
  private static final byte[] WEBSOCKET = Text.ascii("websocket");
  private static final byte[] OPTIONS = Text.ascii("OPTIONS");

  private RequestFields() {}

  /**
   * What makes the request malformed, so that the stream is reset; null for nothing.
   *
   * @param end whether no body follows
   */
  static @Nullable String malformed(FieldReader fields, boolean end) {
    @Nullable String field = fields.malformed();
    if (field != null) {
      return field;
    }
    if (fields.tooMany()) {
      return null; // refused: what follows was not looked at
    }
    if (fields.has(Pseudo.STATUS)) {
      return ":status in a request";
    }
    if (!fields.has(Pseudo.METHOD) || !isToken(fields)) {
      return ":method is missing or no method";
    }
    if (fields.has(Pseudo.AUTHORITY)
        && fields.start(Pseudo.AUTHORITY) == fields.end(Pseudo.AUTHORITY)) {
      return ":authority is empty";
    }
    if (end && fields.contentLength() > 0) {
      return "a Content-Length without a body";
    }
    if (!fields.has(Pseudo.PROTOCOL) && fields.is(Pseudo.METHOD, CONNECT)) {
      boolean only = !fields.has(Pseudo.SCHEME) && !fields.has(Pseudo.PATH);
      return only && fields.has(Pseudo.AUTHORITY) ? null : "CONNECT wants :authority alone";
    }
    if (fields.has(Pseudo.PROTOCOL) && !fields.is(Pseudo.METHOD, CONNECT)) {
      return ":protocol without CONNECT";
    }
    if (!fields.is(Pseudo.SCHEME, HTTP) && !fields.is(Pseudo.SCHEME, HTTPS)) {
      return ":scheme is neither http nor https";
    }
    return malformedPath(fields);
  }

  private static @Nullable String malformedPath(FieldReader fields) {
    int start = fields.start(Pseudo.PATH);
    if (!fields.has(Pseudo.PATH) || fields.end(Pseudo.PATH) == start) {
      return ":path is missing or empty";
    }
    boolean star = fields.is(Pseudo.PATH, STAR) && fields.is(Pseudo.METHOD, OPTIONS);
    return star || fields.peek().bytes()[start] == '/' ? null : ":path does not begin with /";
  }

  private static boolean isToken(FieldReader fields) {
    byte[] bytes = fields.peek().bytes();
    for (int i = fields.start(Pseudo.METHOD); i < fields.end(Pseudo.METHOD); i++) {
      if (!Text.isToken(bytes[i])) {
        return false;
      }
    }
    return fields.end(Pseudo.METHOD) > fields.start(Pseudo.METHOD);
  }

  /**
   * Makes the head of it that the request path works with, the same as HTTP/1 would.
   *
   * @return why it is not served; null if it is
   */
  static @Nullable Refusal fill(Head head, FieldReader fields, boolean end, boolean secure) {
    head.method(fields.start(Pseudo.METHOD), fields.end(Pseudo.METHOD));
    head.secure(secure);
    long length = fields.contentLength();
    head.bodyLength(end ? 0 : length);
    if (fields.tooMany()) {
      return Refusal.badRequest(431, "more than " + FieldReader.MOST_FIELDS + " fields");
    }
    if (!fields.has(Pseudo.PROTOCOL)
        && (head.method() == Method.CONNECT || head.method() == Method.TRACE)) {
      return Refusal.badRequest(405, head.method() + " is not allowed");
    }
    @Nullable Malformed wrong = target(head, fields);
    if (wrong != null) {
      return Refusal.badRequest(wrong.status(), wrong.detail());
    }
    if (fields.has(Pseudo.PROTOCOL)) {
      int start = fields.start(Pseudo.PROTOCOL);
      if (!Text.equal(WEBSOCKET, head.bytes(), start, fields.end(Pseudo.PROTOCOL))) {
        return Refusal.badRequest(501, ":protocol is not websocket");
      }
      head.tunnel(true);
      head.bodyLength(Head.UNKNOWN_LENGTH);
    }
    return null;
  }

  /** Authority and path; where :authority and Host differ, :authority wins. */
  private static @Nullable Malformed target(Head head, FieldReader fields) {
    boolean named = fields.has(Pseudo.AUTHORITY);
    if (!named && !fields.hasHost()) {
      return Malformed.of("neither :authority nor Host is there");
    }
    int start = named ? fields.start(Pseudo.AUTHORITY) : fields.hostStart();
    int end = named ? fields.end(Pseudo.AUTHORITY) : fields.hostEnd();
    if (!Target.isAuthority(head.bytes(), start, end)) {
      return Malformed.of("not a host and port: '" + Text.of(head.bytes(), start, end) + "'");
    }
    head.authority(start, end);
    int path = fields.start(Pseudo.PATH);
    if (head.bytes()[path] == '*') {
      head.path(path, path + 1);
      return null;
    }
    return Path.set(head, path, fields.end(Pseudo.PATH));
  }
}
