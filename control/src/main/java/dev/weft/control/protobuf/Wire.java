package dev.weft.control.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads the wire format, never beyond the message that it was given.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class Wire {
  static final int VARINT = 0;
  static final int BYTES = 2;

  private static final int MAX_VARINT_BITS = 64;

  private final byte[] bytes;
  private final int end;
  private int at;

  Wire(byte[] bytes, int start) {
    this(bytes, start, bytes.length);
  }

  private Wire(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  /** A number of 7 bits a byte, the lowest first. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
      if (at == end) {
        throw new ProtobufException("ends within a number at byte " + at);
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ProtobufException("has a number longer than 64 bits at byte " + at);
  }

  /** The part that the next length announces. */
  Wire part() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new ProtobufException("announces " + length + " bytes at byte " + at + ", has fewer");
    }
    var part = new Wire(bytes, at, at + (int) length);
    at += (int) length;
    return part;
  }

  byte[] rest() {
    var rest = new byte[end - at];
    System.arraycopy(bytes, at, rest, 0, rest.length);
    return rest;
  }

  String text() {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, end - at)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtobufException("has text that is not UTF-8 at byte " + at);
    }
  }
}
