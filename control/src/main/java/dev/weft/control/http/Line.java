package dev.weft.control.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A piece of a streamed answer, framed once as a chunk (RFC 9112 section 7.1) for all clients that
 * get it. Immutable.
 */
public final class Line {
  private final byte[] framed;
  private final int start;
  private final int length;

  private Line(byte[] framed, int start, int length) {
    this.framed = framed;
    this.start = start;
    this.length = length;
  }

  /** The parts in one piece; at least one byte. */
  public static Line of(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[size.length + length + 2];
    System.arraycopy(size, 0, framed, 0, size.length);
    int at = size.length;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, framed, at, part.length);
      at += part.length;
    }
    framed[at] = '\r';
    framed[at + 1] = '\n';
    return new Line(framed, size.length, length);
  }

  /** Writes it without the framing. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(framed, start, length);
  }

  /** Bytes without the framing. */
  public int length() {
    return length;
  }

  byte[] framed() {
    return framed;
  }

  int start() {
    return start;
  }
}
