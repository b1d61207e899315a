package dev.weft.examples.shop;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A message in protocol buffers' wire format, as far as {@code pricing.proto} needs it: numbers of
 * type int32 or enum, and texts, by their field's number. Others are skipped, as the format asks.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
record ProtoMessage(Map<Integer, Long> numbers, Map<Integer, String> texts) {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int BYTES = 2;
  private static final int FOUR_BYTES = 5;
  private static final int MAX_VARINT_BITS = 64;

  /** A message without fields. */
  ProtoMessage() {
    this(new HashMap<>(), new HashMap<>());
  }

  ProtoMessage with(int field, long number) {
    numbers.put(field, number);
    return this;
  }

  ProtoMessage with(int field, String text) {
    texts.put(field, text);
    return this;
  }

  /** 0 where the field is not there, as in proto3. */
  int number(int field) {
    return numbers.getOrDefault(field, 0L).intValue();
  }

  /** Empty where the field is not there, as in proto3. */
  String text(int field) {
    return texts.getOrDefault(field, "");
  }

  byte[] bytes() {
    var out = new ByteArrayOutputStream();
    numbers.forEach((field, number) -> {
      writeVarint((long) field << 3 | VARINT, out);
      writeVarint(number, out);
    });
    texts.forEach((field, text) -> {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      writeVarint((long) field << 3 | BYTES, out);
      writeVarint(bytes.length, out);
      out.writeBytes(bytes);
    });
    return out.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if these are not the bytes of a message
   */
  static ProtoMessage of(byte[] bytes) {
    var message = new ProtoMessage();
    var in = new Reader(bytes);
    while (in.at < bytes.length) {
      long key = in.varint();
      int field = (int) (key >>> 3);
      switch ((int) key & 7) {
        case VARINT -> message.with(field, in.varint());
        case BYTES -> message.with(field, in.text());
        case EIGHT_BYTES -> in.skip(8);
        case FOUR_BYTES -> in.skip(4);
        default -> throw new IllegalArgumentException("field " + field + " has an unknown type");
      }
    }
    return message;
  }

  private static void writeVarint(long number, ByteArrayOutputStream out) {
    long left = number;
    for (; (left & ~0x7FL) != 0; left >>>= 7) {
      out.write((int) (left & 0x7F) | 0x80);
    }
    out.write((int) left);
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long varint() {
      long number = 0;
      for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
        int begin = skip(1);
        number |= (long) (bytes[begin] & 0x7F) << shift;
        if (bytes[begin] >= 0) {
          return number;
        }
      }
      throw new IllegalArgumentException("a number has more than ten bytes");
    }

    String text() {
      long length = varint();
      return new String(bytes, skip(length), (int) length, StandardCharsets.UTF_8);
    }

    /** Returns where it was. */
    int skip(long length) {
      if (length < 0 || length > bytes.length - at) {
        throw new IllegalArgumentException("the message breaks off");
      }
      int begin = at;
      at += (int) length;
      return begin;
    }
  }
}
