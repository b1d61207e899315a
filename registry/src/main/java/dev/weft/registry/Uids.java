package dev.weft.registry;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Random UUIDs (RFC 9562, version 4). Random bytes are drawn for many at once: by one and one the
 * generator's own lock is what a crowd of writers waits for. Safe for use by any thread.
 */
final class Uids {
  private static final int AT_ONCE = 64;
  private static final int UUID_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock lock = new ReentrantLock();
  private ByteBuffer drawn = ByteBuffer.allocate(0);

  String next() {
    long high;
    long low;
    lock.lock();
    try {
      if (!drawn.hasRemaining()) {
        byte[] bytes = new byte[AT_ONCE * UUID_BYTES];
        random.nextBytes(bytes);
        drawn = ByteBuffer.wrap(bytes);
      }
      high = drawn.getLong();
      low = drawn.getLong();
    } finally {
      lock.unlock();
    }
    return new UUID((high & ~0xF000L) | 0x4000L, (low & ~(3L << 62)) | (2L << 62)).toString();
  }
}
