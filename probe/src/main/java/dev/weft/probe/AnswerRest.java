package dev.weft.probe;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * What follows the status line of an HTTP/1.1 answer (RFC 9112 section 6.3), read to its end. Of
 * what is unusual, long or ends with the connection nothing is made: such a connection is not kept.
 */
final class AnswerRest {
  private static final int MAX_LINE_BYTES = 8192;
  private static final int MAX_LINES = 200;
  private static final int MAX_BODY_BYTES = 65_536;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int HEX = 16;

  private final InputStream in;
  private int length = -1;
  private boolean chunked;
  private boolean fit = true;

  private AnswerRest(InputStream in) {
    this.in = in;
  }

  /** Whether all of it was read and the connection may be asked again. */
  static boolean isRead(InputStream in, int status) throws IOException {
    var rest = new AnswerRest(in);
    return status >= 200 && rest.head() && rest.body(status);
  }

  private boolean head() throws IOException {
    for (int lines = 0; fit && lines < MAX_LINES; lines++) {
      String line = line();
      if (line.isEmpty()) {
        return true;
      }
      int colon = Math.max(0, line.indexOf(':'));
      take(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return false;
  }

  private void take(String name, String value) {
    switch (name) {
      case "connection" -> fit &= !value.toLowerCase(Locale.ROOT).contains("close");
      case "content-length" -> {
        fit &= length < 0;
        length = number(value, 10);
        fit &= length >= 0;
      }
      case "transfer-encoding" -> {
        fit &= !chunked && value.equalsIgnoreCase("chunked");
        chunked = true;
      }
      default -> {} // says nothing of where the answer ends
    }
  }

  private boolean body(int status) throws IOException {
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return true;
    }
    if (chunked) {
      return length < 0 && chunks();
    }
    return length >= 0 && in.readNBytes(length).length == length;
  }

  private boolean chunks() throws IOException {
    for (int sum = 0; sum <= MAX_BODY_BYTES; ) {
      int size = number(line().split(";", 2)[0].strip(), HEX);
      if (size == 0) {
        return line().isEmpty(); // no trailers
      }
      if (size < 0 || in.readNBytes(size).length < size || !line().isEmpty()) {
        return false;
      }
      sum += size;
    }
    return false;
  }

  private String line() throws IOException {
    return AnswerLines.read(in, MAX_LINE_BYTES);
  }

  /** From 0 to the longest body that is read; -1 for anything else. */
  private static int number(String digits, int radix) {
    int number = digits.isEmpty() ? -1 : 0;
    for (int i = 0; i < digits.length() && number >= 0; i++) {
      int digit = Character.digit(digits.charAt(i), radix);
      number = digit < 0 ? -1 : number * radix + digit;
      number = number > MAX_BODY_BYTES ? -1 : number;
    }
    return number;
  }
}
