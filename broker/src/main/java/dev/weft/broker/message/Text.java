package dev.weft.broker.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Comparing and reading ASCII in byte arrays. */
public final class Text {
  private Text() {}

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
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
