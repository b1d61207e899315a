package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Text;
import org.jspecify.annotations.Nullable;

/** A request's or an answer's first line (RFC 9112, sections 3 and 4), without its CRLF. */
final class StartLine {
  private static final int VERSION = 8; // bytes of HTTP/1.1
  private static final long HTTP_11 = Controls.word(Text.ascii("HTTP/1.1"), 0);
  private static final long HTTP_10 = Controls.word(Text.ascii("HTTP/1.0"), 0);
  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;

  private StartLine() {}

  /** Reads {@code METHOD target HTTP/1.1}; the target becomes the head's path, unchecked. */
  static @Nullable Malformed request(Head head, byte[] bytes, int start, int end) {
    int space = start;
    while (space < end && Text.isToken(bytes[space])) {
      space++;
    }
    if (space == start || space == end || bytes[space] != ' ') {
      return Malformed.of("the request line does not begin with a method and one space");
    }
    int target = space + 1;
    int version = end - VERSION;
    int targetEnd = version - 1;
    if (targetEnd <= target || bytes[targetEnd] != ' ') {
      return Malformed.of("the request line is not a method, a target and a version");
    }
    for (int i = target; i < targetEnd; i++) {
      if (bytes[i] == ' ' || bytes[i] == '\t') {
        return Malformed.of("white space in the request's target, or too much round it");
      }
    }
    @Nullable Malformed wrong = version(bytes, version);
    if (wrong == null) {
      head.method(start, space);
      head.path(target, targetEnd);
    }
    return wrong;
  }

  /** Reads {@code HTTP/1.1 200 reason}; the reason may be missing, with the space before it. */
  static @Nullable Malformed answer(Head head, byte[] bytes, int start, int end) {
    int status = start + VERSION + 1;
    int reason = status + 3;
    boolean shaped =
        end >= reason
            && version(bytes, start) == null
            && bytes[status - 1] == ' '
            && (end == reason || bytes[reason] == ' ');
    if (!shaped) {
      return Malformed.of("the answer does not begin with HTTP/1.1 and a status");
    }
    int code = 0;
    for (int i = status; i < reason; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return Malformed.of("the answer's status is no number");
      }
      code = code * 10 + digit;
    }
    if (code < FIRST_STATUS || code > LAST_STATUS) {
      return Malformed.of("the answer's status is " + code);
    }
    head.status(code);
    head.reason(Math.min(reason + 1, end), end);
    return null;
  }

  private static @Nullable Malformed version(byte[] bytes, int at) {
    long word = Controls.word(bytes, at);
    if (word == HTTP_11 || word == HTTP_10) {
      return null;
    }
    String said = Text.of(bytes, at, at + VERSION);
    boolean other =
        said.startsWith("HTTP/")
            && Character.isDigit(said.charAt(5))
            && said.charAt(6) == '.'
            && Character.isDigit(said.charAt(7));
    return other
        ? new Malformed(505, "HTTP/1.1 and HTTP/1.0 are spoken here, not " + said)
        : Malformed.of("the request line does not end in a version");
  }
}
