package dev.weft.broker.http2;

import dev.weft.broker.http2.FieldReader.Pseudo;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import org.jspecify.annotations.Nullable;

/** What an answer's fields must be (RFC 9113, section 8.3.2), and trailers' of both directions. */
final class AnswerFields {
  private AnswerFields() {}

  /** What makes it malformed; null for nothing. */
  static @Nullable String malformed(FieldReader fields) {
    @Nullable String field = fields.malformed();
    if (field != null) {
      return field;
    }
    if (fields.tooMany()) {
      return "more than " + FieldReader.MOST_FIELDS + " fields";
    }
    for (Pseudo pseudo : Pseudo.values()) {
      if (fields.has(pseudo) != (pseudo == Pseudo.STATUS)) {
        return pseudo == Pseudo.STATUS ? ":status is missing" : "a request's pseudo-field";
      }
    }
    int status = status(fields);
    return status < 100 || status == 101 ? ":status is none" : null;
  }

  /** The status, 0 if it is none. */
  static int status(FieldReader fields) {
    byte[] bytes = fields.peek().bytes();
    int start = fields.start(Pseudo.STATUS);
    if (fields.end(Pseudo.STATUS) - start != 3) {
      return 0;
    }
    int status = 0;
    for (int i = start; i < start + 3; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return 0;
      }
      status = status * 10 + bytes[i] - '0';
    }
    return status <= 599 ? status : 0;
  }

  /**
   * Takes out of trailers what must not come after a body (RFC 9110, section 6.5.1).
   *
   * @return what makes them malformed; null for nothing
   */
  static @Nullable String trailers(FieldReader fields) {
    if (fields.malformed() != null) {
      return fields.malformed();
    }
    if (fields.hasPseudo() || fields.tooMany()) {
      return fields.tooMany() ? "too many trailers" : "a pseudo-field in trailers";
    }
    Head head = fields.peek();
    for (int i = 0; i < head.fields(); i++) {
      if (!head.dropped(i) && forbidden(head.known(i))) {
        head.drop(i);
      }
    }
    return null;
  }

  private static boolean forbidden(@Nullable Known known) {
    return known != null
        && switch (known) {
          case AUTHORIZATION,
              CONTENT_LENGTH,
              CONTENT_TYPE,
              COOKIE,
              EXPECT,
              FORWARDED,
              HOST,
              SET_COOKIE,
              TRAILER,
              TRANSFER_ENCODING,
              X_FORWARDED_FOR,
              X_FORWARDED_HOST,
              X_FORWARDED_PORT,
              X_FORWARDED_PROTO,
              X_WEFT_DEADLINE,
              X_WEFT_EXCHANGE,
              X_WEFT_EXPLAIN,
              X_WEFT_ROUTEE ->
              true;
          default -> false;
        };
  }

  /** Makes an accepted CONNECT the answer that HTTP/1.1 gives to a WebSocket's Upgrade. */
  static void tunnel(Head answer) {
    answer.status(101);
    answer.tunnel(true);
    answer.drop(Known.CONTENT_LENGTH);
  }
}
