package dev.weft.broker.http1;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Malformed;
import dev.weft.broker.message.Text;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a head or a trailer section ends, checks each of its bytes and fills a {@link Head}
 * (RFC 9112, sections 2 to 5). The bytes may come in any pieces; each is copied and looked at once.
 *
 * <p>Strict: a line ends in CRLF and nothing else, a field's name is a token with its colon right
 * behind it, a value has no control but TAB, and no line is folded. One per connection.
 */
final class HeadScanner {
  /** What it scans. */
  enum Kind {
    REQUEST,
    ANSWER,
    TRAILERS
  }

  /** What came of the bytes so far. */
  enum Result {
    MORE,
    WHOLE,
    MALFORMED
  }

  static final int MOST_LINE_BYTES = 16 * 1024;
  static final int MOST_FIELD_BYTES = 60 * 1024;
  static final int MOST_FIELDS = 256;
  private static final int MOST_EMPTY_LINES = 8;
  private static final int PIECE = 2048;

  private Kind kind = Kind.REQUEST;
  private @Nullable Head head;
  private boolean startLineDue;
  private int emptyLines;
  private int lineStart;
  private int at; // everything before it has been looked at
  private int fieldsStart;
  private boolean http10;
  private @Nullable Malformed malformed;

  /** Starts with an empty head. */
  void begin(Kind newKind, Head newHead) {
    kind = newKind;
    head = newHead;
    startLineDue = newKind != Kind.TRAILERS;
    emptyLines = 0;
    lineStart = 0;
    at = 0;
    fieldsStart = 0;
    http10 = false;
    malformed = null;
  }

  /** Whether the message is HTTP/1.0's. */
  boolean http10() {
    return http10;
  }

  /** Why the bytes are refused. */
  Malformed malformed() {
    return Objects.requireNonNull(malformed, "refused");
  }

  /** Takes bytes up to the head's end; what lies behind it stays in the buffer. */
  Result scan(ByteBuf in) {
    Head into = Objects.requireNonNull(head, "begun");
    while (in.isReadable()) {
      int piece = Math.min(in.readableBytes(), PIECE);
      byte[] bytes = into.room(piece);
      in.readBytes(bytes, into.size(), piece);
      into.filled(piece);
      Result result = lines(into, bytes, into.size());
      if (result == Result.WHOLE) {
        in.readerIndex(in.readerIndex() - (into.size() - at));
        into.truncate(at);
        head = null;
      }
      if (result != Result.MORE) {
        return result;
      }
    }
    return Result.MORE;
  }

  private Result lines(Head into, byte[] bytes, int end) {
    while (true) {
      int stop = Controls.next(bytes, at, end);
      if (stop < end && bytes[stop] == '\t') {
        at = stop + 1;
        continue;
      }
      if (stop == end || (bytes[stop] == '\r' && stop + 1 == end)) {
        at = stop;
        return tooLong(end) ? Result.MALFORMED : Result.MORE;
      }
      if (bytes[stop] != '\r' || bytes[stop + 1] != '\n') {
        return refuse(control(bytes[stop]));
      }
      if (tooLong(stop)) {
        return Result.MALFORMED;
      }
      int start = lineStart;
      at = stop + 2;
      lineStart = at;
      boolean last = start == stop && !startLineDue;
      if (last) {
        return Result.WHOLE;
      }
      @Nullable Malformed wrong =
          startLineDue ? startLine(into, bytes, start, stop) : field(into, bytes, start, stop);
      if (wrong != null) {
        malformed = wrong;
        return Result.MALFORMED;
      }
    }
  }

  private @Nullable Malformed startLine(Head into, byte[] bytes, int start, int end) {
    if (start == end) {
      // Some callers send a CRLF too much after a body (RFC 9112, section 2.2).
      return kind == Kind.REQUEST && ++emptyLines <= MOST_EMPTY_LINES
          ? null
          : Malformed.of("empty lines instead of a start line");
    }
    startLineDue = false;
    fieldsStart = lineStart;
    if (kind == Kind.REQUEST) {
      @Nullable Malformed wrong = StartLine.request(into, bytes, start, end);
      http10 = wrong == null && bytes[end - 1] == '0';
      return wrong;
    }
    http10 = end - start > 7 && bytes[start + 7] == '0';
    return StartLine.answer(into, bytes, start, end);
  }

  private static @Nullable Malformed field(Head into, byte[] bytes, int start, int end) {
    int colon = start;
    while (colon < end && Text.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == end || bytes[colon] != ':' || colon == start) {
      return badName(bytes, start, colon, end);
    }
    if (into.fields() == MOST_FIELDS) {
      return new Malformed(431, "more than " + MOST_FIELDS + " fields");
    }
    int from = colon + 1;
    while (from < end && (bytes[from] == ' ' || bytes[from] == '\t')) {
      from++;
    }
    int to = end;
    while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
      to--;
    }
    into.field(start, colon, from, to);
    return null;
  }

  private static Malformed badName(byte[] bytes, int start, int stop, int end) {
    if (bytes[start] == ' ' || bytes[start] == '\t') {
      return Malformed.of("a line that begins with white space: folding is not allowed");
    }
    if (stop == end) {
      return Malformed.of("a header line without a colon");
    }
    if (stop == start && bytes[stop] == ':') {
      return Malformed.of("a header line without a name");
    }
    if (bytes[stop] == ' ' || bytes[stop] == '\t') {
      return Malformed.of("white space in a header's name or before its colon");
    }
    return Malformed.of(String.format("the byte 0x%02x in a header's name", bytes[stop] & 0xff));
  }

  private boolean tooLong(int end) {
    if (startLineDue && end - lineStart > MOST_LINE_BYTES) {
      malformed = new Malformed(414, "the start line is longer than " + MOST_LINE_BYTES + " bytes");
      return true;
    }
    if (!startLineDue && end - fieldsStart > MOST_FIELD_BYTES) {
      malformed = new Malformed(431, "the headers are larger than " + MOST_FIELD_BYTES + " bytes");
      return true;
    }
    return false;
  }

  private Result refuse(String detail) {
    malformed = Malformed.of(detail);
    return Result.MALFORMED;
  }

  private static String control(byte b) {
    return switch (b) {
      case '\n' -> "a line that ends in LF without CR";
      case '\r' -> "a CR that no LF follows";
      case 0 -> "a NUL in the head";
      default -> String.format("the control character 0x%02x in the head", b & 0xff);
    };
  }
}
