package dev.weft.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The lines of an HTTP/1.1 answer. */
final class AnswerLines {
  private AnswerLines() {}

  /**
   * One line up to its LF, without CR and LF; what there is of it where the answer ends or the line
   * is longer than so many bytes.
   */
  static String read(InputStream in, int atMost) throws IOException {
    var line = new byte[atMost];
    int length = 0;
    for (int next = 0; length < atMost; line[length++] = (byte) next) {
      next = in.read();
      if (next < 0 || next == '\n') {
        break;
      }
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }
}
