package dev.weft.broker.http1;

import dev.weft.broker.message.Text;
import io.netty.buffer.ByteBuf;

/**
 * The line before a chunk: its size and extensions (RFC 9112, section 7.1.1), to the letter, but
 * without the white space round extensions that the grammar calls bad.
 */
final class ChunkLine {
  /** What came of the bytes so far. */
  enum Result {
    MORE,
    WHOLE,
    MALFORMED
  }

  private enum State {
    SIZE,
    NAME,
    VALUE,
    TOKEN,
    QUOTED,
    ESCAPED,
    UNQUOTED,
    LF
  }

  private static final int MOST_DIGITS = 15; // so that it fits a long

  /**
   * What a body's extensions may have in all (section 7.1.1), beside as many bytes as the body
   * itself and a few for each chunk: small ones may go on for ever.
   */
  private static final int MOST_EXTENSION_BYTES = 4096;

  private static final int FREE_BYTES_A_CHUNK = 16;

  private State state = State.SIZE;
  private int digits;
  private long size;
  private boolean empty;
  private long extensionBytes; // of the body so far
  private long freeBytes; // for extensions, by the chunks that have come
  private String offence = "";

  /** A new body begins. */
  void begin() {
    next();
    extensionBytes = 0;
    freeBytes = 0;
  }

  /** The next chunk of it begins: the one before has come in full. */
  void next() {
    freeBytes += size + FREE_BYTES_A_CHUNK;
    state = State.SIZE;
    digits = 0;
    size = 0;
  }

  /** The chunk's size in bytes, once the line is whole. */
  long size() {
    return size;
  }

  String offence() {
    return offence;
  }

  /** Takes bytes up to the line's end. */
  Result scan(ByteBuf in) {
    while (in.isReadable()) {
      byte b = in.readByte();
      if (state == State.LF) {
        return b == '\n' ? Result.WHOLE : refuse("a CR that no LF follows in a chunk's line");
      }
      if (state == State.SIZE ? !size(b) : !extension(b)) {
        return Result.MALFORMED;
      }
    }
    return Result.MORE;
  }

  private boolean size(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && b >= 0) {
      size = (size << 4) | digit;
      return ++digits <= MOST_DIGITS || bad("a chunk's size of more than 15 digits");
    }
    if (digits == 0) {
      return bad("a chunk's size that is no hexadecimal number");
    }
    return ended(b) || bad(String.format("the byte 0x%02x behind a chunk's size", b & 0xff));
  }

  /** Where an extension may end: at the line's end or at the next one. */
  private boolean ended(byte b) {
    if (b == '\r') {
      state = State.LF;
      return true;
    }
    if (b == ';') {
      state = State.NAME;
      empty = true;
      return true;
    }
    return false;
  }

  private boolean extension(byte b) {
    if (++extensionBytes > MOST_EXTENSION_BYTES + freeBytes) {
      return bad(
          "chunk extensions of " + MOST_EXTENSION_BYTES + " bytes more than the chunks have");
    }
    boolean fits =
        switch (state) {
          case NAME -> name(b);
          case VALUE -> value(b);
          case TOKEN -> Text.isToken(b) || ended(b);
          case QUOTED -> quoted(b);
          case ESCAPED -> {
            state = State.QUOTED;
            yield isText(b);
          }
          case UNQUOTED -> ended(b);
          case SIZE, LF -> throw new AssertionError("not in an extension");
        };
    return fits || bad("a malformed chunk extension");
  }

  private boolean name(byte b) {
    if (Text.isToken(b)) {
      empty = false;
      return true;
    }
    if (empty) {
      return false;
    }
    if (b == '=') {
      state = State.VALUE;
      return true;
    }
    return ended(b);
  }

  private boolean value(byte b) {
    state = b == '"' ? State.QUOTED : State.TOKEN;
    return b == '"' || Text.isToken(b);
  }

  private boolean quoted(byte b) {
    if (b == '"') {
      state = State.UNQUOTED;
    } else if (b == '\\') {
      state = State.ESCAPED;
    }
    return isText(b);
  }

  private static boolean isText(byte b) {
    return b == '\t' || b < 0 || (b >= ' ' && b != 0x7f);
  }

  private boolean bad(String detail) {
    offence = detail;
    return false;
  }

  private Result refuse(String detail) {
    offence = detail;
    return Result.MALFORMED;
  }
}
