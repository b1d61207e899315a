package dev.weft.control.http;

import io.netty.buffer.ByteBuf;

/**
 * Looks at the bytes of a request's head for what different readers take differently: a request
 * line that is not three words with one space between them, and lines that begin with white space
 * (RFC 9112, sections 2.2, 3 and 5.2). Belongs to its connection's loop.
 */
final class HeadScan {
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/'};

  private boolean pastFirstLine;

  /** The codec has taken a line of a head that is not complete. */
  void lineTaken() {
    pastFirstLine = true;
  }

  /** The head is complete; the next one begins with its request line. */
  void ended() {
    pastFirstLine = false;
  }

  /** Whether what there is of a head, from its first line that is not taken yet, is refused. */
  boolean isLoose(ByteBuf buffer) {
    int end = buffer.writerIndex();
    int at = buffer.readerIndex();
    if (!pastFirstLine) {
      while (at < end && isLineEnd(buffer.getByte(at))) { // allowed before a request
        at++;
      }
      int lineEnd = buffer.indexOf(at, end, (byte) '\n');
      if (lineEnd < 0) {
        return false; // the codec waits for the rest of the line, too
      }
      if (!isStrict(buffer, at, lineEnd)) {
        return true;
      }
      at = lineEnd + 1;
    }
    while (at < end) {
      byte first = buffer.getByte(at);
      if (first == ' ' || first == '\t') {
        return true;
      }
      if (isLineEnd(first)) {
        return false; // the empty line: what follows is no head
      }
      int lineEnd = buffer.indexOf(at, end, (byte) '\n');
      if (lineEnd < 0) {
        return false;
      }
      at = lineEnd + 1;
    }
    return false;
  }

  private static boolean isLineEnd(byte b) {
    return b == '\r' || b == '\n';
  }

  private static boolean isStrict(ByteBuf buffer, int start, int lineEnd) {
    int first = buffer.indexOf(start, lineEnd, (byte) ' ');
    int second = first < 0 ? -1 : buffer.indexOf(first + 1, lineEnd, (byte) ' ');
    int version = second + 1;
    if (first <= start || second <= first + 1 || lineEnd - version < VERSION.length) {
      return false;
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (buffer.getByte(version + i) != VERSION[i]) {
        return false;
      }
    }
    return buffer.indexOf(version, lineEnd, (byte) ' ') < 0
        && buffer.indexOf(start, lineEnd, (byte) '\t') < 0;
  }
}
