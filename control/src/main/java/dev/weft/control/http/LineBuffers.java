package dev.weft.control.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/**
 * The newest lines in memory that sockets can take them from, shared by the feeds of one event
 * loop: a line is copied there once, not once a client. Belongs to its loop.
 */
final class LineBuffers {
  private static final int MOST = 64;
  private static final int MOST_BYTES = 4 << 20;

  private record Held(Line line, ByteBuf buffer) {}

  private final ArrayDeque<Held> newest = new ArrayDeque<>();
  private int bytes;

  /** A reference of the caller's own to the framed line. */
  ByteBuf framed(Line line) {
    for (Held held : newest) { // mostly the first
      if (held.line == line) {
        return held.buffer.retainedDuplicate();
      }
    }
    byte[] framed = line.framed();
    ByteBuf buffer = Unpooled.directBuffer(framed.length, framed.length).writeBytes(framed);
    newest.addFirst(new Held(line, buffer));
    bytes += framed.length;
    while (newest.size() > MOST || (bytes > MOST_BYTES && newest.size() > 1)) {
      letGo(newest.removeLast());
    }
    return buffer.retainedDuplicate();
  }

  void release() {
    newest.forEach(this::letGo);
    newest.clear();
  }

  private void letGo(Held held) {
    bytes -= held.line.framed().length;
    held.buffer.release();
  }
}
