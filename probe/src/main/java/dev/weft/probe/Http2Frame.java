package dev.weft.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame of HTTP/2 (RFC 9113 section 4), and what little else a call of a health service takes.
 */
final class Http2Frame {
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PING_BYTES = 8;
  private static final int MAX_BYTES = 16_384;
  private static final int STREAM_BITS = 0x7fff_ffff;

  final int type;
  final int flags;
  final int stream;
  final byte[] payload;

  private Http2Frame(int type, int flags, int stream, byte[] payload) {
    this.type = type;
    this.flags = flags;
    this.stream = stream;
    this.payload = payload;
  }

  /**
   * The next one.
   *
   * @param first whether it is the connection's first, which is SETTINGS
   * @throws EOFException where the connection ends before it does
   */
  static Http2Frame read(DataInputStream in, boolean first) throws IOException {
    int lengthAndType = in.readInt();
    int length = lengthAndType >>> 8;
    int type = lengthAndType & 0xff;
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & STREAM_BITS;
    boolean misshapen = length > MAX_BYTES || (type == PING && length != PING_BYTES);
    if (misshapen || (first && type != SETTINGS)) {
      throw new IOException("the answer is not HTTP/2");
    }
    var payload = new byte[length];
    in.readFully(payload);
    return new Http2Frame(type, flags, stream, payload);
  }

  static void write(OutputStream out, int type, int flags, int stream, byte... payload)
      throws IOException {
    var frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    out.write(frame.array());
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Of DATA: without padding. */
  byte[] data() throws IOException {
    if (!has(PADDED)) {
      return payload;
    }
    int padding = payload.length == 0 ? 0 : payload[0] & 0xff;
    if (padding >= payload.length) {
      throw new IOException("the answer is not HTTP/2");
    }
    return Arrays.copyOfRange(payload, 1, payload.length - padding);
  }

  /** Whether it is a GOAWAY that leaves a call without an answer (RFC 9113 section 6.8). */
  boolean refuses(int call) {
    return type == GOAWAY
        && (payload.length < 4 || (ByteBuffer.wrap(payload).getInt() & STREAM_BITS) < call);
  }

  /** A header that is neither compressed nor remembered (RFC 7541 section 6.2.2). */
  static void literal(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    text(out, name);
    text(out, value);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length < 127) {
      out.write(bytes.length);
    } else {
      out.write(127); // then the rest in sevens (RFC 7541 section 5.1)
      varint(out, bytes.length - 127);
    }
    out.writeBytes(bytes);
  }

  /** In sevens, the least first, each but the last marked (RFC 7541 section 5.1). */
  static void varint(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest >= 128) {
      out.write((rest & 127) | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
