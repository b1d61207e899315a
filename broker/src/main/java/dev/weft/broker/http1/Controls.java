package dev.weft.broker.http1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks for control characters, eight bytes at a time: a line's end is one, and so is what may not
 * be in it.
 */
final class Controls {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = ONES * ' ';
  private static final long DELETES = ONES * 0x7f;

  private Controls() {}

  /** The first byte at or after {@code from} that is 0x00 to 0x1f or 0x7f; {@code to} if none. */
  static int next(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long word = (long) LONGS.get(bytes, at);
      long deletes = word ^ DELETES;
      // A borrow can mark too much, but only above a byte that is marked rightly, and the lowest
      // is what counts.
      long marked = (((word - SPACES) & ~word) | ((deletes - ONES) & ~deletes)) & HIGHS;
      if (marked != 0) {
        return at + (Long.numberOfTrailingZeros(marked) >>> 3);
      }
    }
    for (; at < to; at++) {
      byte b = bytes[at];
      if ((b >= 0 && b < ' ') || b == 0x7f) {
        return at;
      }
    }
    return to;
  }

  /** Eight bytes as a number, the first lowest. */
  static long word(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }
}
