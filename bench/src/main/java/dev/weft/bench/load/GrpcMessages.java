package dev.weft.bench.load;

import java.nio.ByteBuffer;

/** Finds where the length-prefixed messages of one gRPC stream end, and how the last one ended. */
final class GrpcMessages {
  /** Octets before each message: a flag and a length. */
  static final int PREFIX = 5;

  private static final int TTL_FIELD = 3 << 3;

  private int prefixRead;
  private int length;
  private int left;
  private int count;
  private long lastOctets;

  void begin() {
    count = 0;
  }

  /** Complete messages since {@link #begin}. */
  int count() {
    return count;
  }

  void read(ByteBuffer data) {
    while (data.hasRemaining()) {
      if (prefixRead < PREFIX) {
        length = length << 8 | (data.get() & 255);
        prefixRead++;
        left = length;
      } else {
        lastOctets = lastOctets << 8 | (data.get() & 255);
        if (left > Long.BYTES) { // only the end of a message is looked at
          int skipped = Math.min(left - Long.BYTES, data.remaining());
          data.position(data.position() + skipped);
          left -= skipped;
        }
        left--;
      }
      if (prefixRead == PREFIX && left <= 0) {
        prefixRead = 0;
        length = 0;
        count++;
      }
    }
  }

  /** Whether the last message ends in a TTL other than 0, which says that the lease lives. */
  boolean endsInTtl() {
    return (lastOctets >> 8 & 255) == TTL_FIELD || (lastOctets >> 16 & 255) == TTL_FIELD;
  }
}
