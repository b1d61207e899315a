package dev.weft.broker.http1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a caller has sent and what nobody has looked at yet; at most one read's worth. */
final class Unread {
  private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(2);

  void add(ByteBuf part) {
    parts.addLast(part);
  }

  /** The first buffer with bytes in it; null if there are none. */
  @Nullable ByteBuf first() {
    @Nullable ByteBuf first = parts.peekFirst();
    while (first != null && !first.isReadable()) {
      parts.removeFirst();
      first.release();
      first = parts.peekFirst();
    }
    return first;
  }

  /** Takes so many bytes of the first buffer, the buffer itself if that is all of it. */
  ByteBuf take(int bytes) {
    ByteBuf first = parts.getFirst();
    return bytes == first.readableBytes() ? parts.removeFirst() : first.readRetainedSlice(bytes);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  int bytes() {
    int bytes = 0;
    for (ByteBuf part : parts) {
      bytes += part.readableBytes();
    }
    return bytes;
  }

  void release() {
    for (ByteBuf part = parts.pollFirst(); part != null; part = parts.pollFirst()) {
      part.release();
    }
  }
}
