package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Known;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Method;
import dev.weft.broker.message.Text;
import org.jspecify.annotations.Nullable;

/**
 * How a message's body is delimited (RFC 9112, section 6). Sets {@link Head#bodyLength}, drops
 * Transfer-Encoding, and refuses whatever two readers could take differently.
 */
final class Framing {
  private static final byte[] CHUNKED = Text.ascii("chunked");
  private static final int MOST_DIGITS = 18; // so that it fits a long

  private Framing() {}

  /** A request's: chunked, by its length, or none. */
  static @Nullable Malformed request(Head head, boolean http10) {
    int encoding = head.find(Known.TRANSFER_ENCODING, 0);
    int length = head.find(Known.CONTENT_LENGTH, 0);
    if (encoding >= 0) {
      return chunked(head, encoding, length, http10);
    }
    return length >= 0 ? length(head, length) : null;
  }

  /**
   * An answer's: none, chunked, by its length, or until the connection closes.
   *
   * @param to the method that it answers
   * @return what is wrong; null if nothing is
   */
  static @Nullable Malformed answer(Head head, Method to, boolean http10) {
    int encoding = head.find(Known.TRANSFER_ENCODING, 0);
    int length = head.find(Known.CONTENT_LENGTH, 0);
    int status = head.status();
    if (status < 200 || status == 204) {
      head.drop(Known.TRANSFER_ENCODING); // such an answer has no body, and neither of these
      head.drop(Known.CONTENT_LENGTH);
      return null;
    }
    @Nullable Malformed wrong = null;
    if (encoding >= 0) {
      wrong = chunked(head, encoding, length, http10);
    } else if (length >= 0) {
      wrong = length(head, length);
    } else {
      head.bodyLength(Head.UNKNOWN_LENGTH);
    }
    if (to == Method.HEAD || status == 304) {
      head.bodyLength(0);
    }
    return wrong;
  }

  private static @Nullable Malformed chunked(Head head, int encoding, int length, boolean http10) {
    if (length >= 0) {
      return Malformed.of("both Content-Length and Transfer-Encoding");
    }
    if (http10) {
      return Malformed.of("Transfer-Encoding on HTTP/1.0");
    }
    if (head.find(Known.TRANSFER_ENCODING, encoding + 1) >= 0) {
      return Malformed.of("more than one Transfer-Encoding");
    }
    if (!head.valueIs(encoding, CHUNKED)) {
      return Malformed.of(
          "Transfer-Encoding is not chunked alone, but '" + head.value(encoding) + "'");
    }
    head.drop(encoding);
    head.bodyLength(Head.UNKNOWN_LENGTH);
    return null;
  }

  private static @Nullable Malformed length(Head head, int field) {
    if (head.find(Known.CONTENT_LENGTH, field + 1) >= 0) {
      return Malformed.of("more than one Content-Length");
    }
    byte[] bytes = head.bytes();
    int start = head.valueStart(field);
    int end = head.valueEnd(field);
    long length = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return badLength(head, field);
      }
      length = length * 10 + digit;
    }
    if (start == end || end - start > MOST_DIGITS) {
      return badLength(head, field);
    }
    head.bodyLength(length);
    return null;
  }

  private static Malformed badLength(Head head, int field) {
    return Malformed.of(
        "Content-Length is not a number of at most 18 digits: '" + head.value(field) + "'");
  }
}
