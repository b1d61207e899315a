package dev.weft.broker.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format (protobuf.dev, "Encoding"): so little of it that a library would be
 * the larger part. For one thread.
 */
final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /** Writes a message's fields. */
  interface Fields {
    void write(ProtoWriter into);
  }

  private byte[] bytes = new byte[256];
  private int size;

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  /** A number of any integer type but the signed ones; 0 is what is not there. */
  void number(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
  }

  /** A number that is written also if it is 0, as within a oneof. */
  void present(int field, long value) {
    tag(field, VARINT);
    varint(value);
  }

  void fixed64(int field, long value) {
    tag(field, FIXED64);
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void fixed32(int field, int value) {
    tag(field, FIXED32);
    room(4);
    for (int i = 0; i < 4; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void text(int field, String value) {
    if (!value.isEmpty()) {
      raw(field, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Numbers as big-endian bytes, as trace and span ids are. */
  void ids(int field, long... numbers) {
    byte[] id = new byte[8 * numbers.length];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) (numbers[i / 8] >>> (56 - 8 * (i % 8)));
    }
    raw(field, id);
  }

  void message(int field, Fields fields) {
    var inner = new ProtoWriter();
    fields.write(inner);
    raw(field, inner.bytes, inner.size);
  }

  private void raw(int field, byte[] value) {
    raw(field, value, value.length);
  }

  private void raw(int field, byte[] value, int length) {
    tag(field, BYTES);
    varint(length);
    room(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    room(10);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[size++] = (byte) ((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
