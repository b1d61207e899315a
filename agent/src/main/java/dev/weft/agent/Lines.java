package dev.weft.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The lines of a stream, handed out as many at a time as have come. Belongs to one thread. */
final class Lines {
  private static final int MAX_LINE_BYTES = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[32 << 10];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  Lines(InputStream in) {
    this.in = in;
  }

  /**
   * Waits until something comes.
   *
   * @return the lines that are complete now, without blank ones; perhaps none; null at the end
   */
  @org.jspecify.annotations.Nullable
  List<byte[]> next() throws IOException {
    int count = in.read(buffer);
    if (count < 0) {
      return null;
    }
    var lines = new ArrayList<byte[]>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (buffer[i] == '\n') {
        begun.write(buffer, from, i - from);
        add(lines);
        from = i + 1;
      }
    }
    begun.write(buffer, from, count - from);
    if (begun.size() > MAX_LINE_BYTES) {
      throw new IOException("a line of the watch is longer than " + MAX_LINE_BYTES + " bytes");
    }
    return lines;
  }

  private void add(List<byte[]> lines) {
    byte[] line = begun.toByteArray();
    begun.reset();
    for (byte b : line) {
      if (b > ' ') {
        lines.add(line);
        return;
      }
    }
  }
}
