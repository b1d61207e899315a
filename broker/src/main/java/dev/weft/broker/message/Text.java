package dev.weft.broker.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Comparing and reading ASCII in byte arrays. */
public final class Text {
  private static final boolean[] TOKEN = token();

  private Text() {}

  /** Whether it may stand in a token, such as a field's name (RFC 9110, section 5.6.2). */
  public static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  private static boolean[] token() {
    var table = new boolean[256];
    for (int c = '!'; c < 0x7f; c++) {
      table[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
    return table;
  }

  /** Whether two ranges of one array hold the same letters, whatever their case. */
  public static boolean sameIgnoringCase(
      byte[] bytes, int start, int end, int otherStart, int otherEnd) {
    if (end - start != otherEnd - otherStart) {
      return false;
    }
    for (int i = 0; i < end - start; i++) {
      if (lower(bytes[start + i]) != lower(bytes[otherStart + i])) {
        return false;
      }
    }
    return true;
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Text whose characters are the bytes of its UTF-8, as {@link Head} takes it. */
  public static String latin(String text) {
    return new String(utf8(text), StandardCharsets.ISO_8859_1);
  }

  /** Whether a range holds exactly these bytes. */
  public static boolean equal(byte[] expected, byte[] bytes, int start, int end) {
    return Arrays.equals(expected, 0, expected.length, bytes, start, end);
  }

  /**
   * Whether a range holds these letters, whatever their case.
   *
   * @param lower in lower case
   */
  public static boolean equalIgnoringCase(byte[] lower, byte[] bytes, int start, int end) {
    if (end - start != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      if (lower(bytes[start + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a range begins with these letters, whatever their case. */
  public static boolean startsIgnoringCase(byte[] lower, byte[] bytes, int start, int end) {
    return end - start >= lower.length
        && equalIgnoringCase(lower, bytes, start, start + lower.length);
  }

  public static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }

  /** A range as text, each byte one character. */
  public static String of(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
