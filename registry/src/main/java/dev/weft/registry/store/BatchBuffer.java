package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.registry.store.Store.Entry;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Builds one batch: what a file of the store grows by, whole or not at all.
 *
 * <pre>
 * bytes  0  magic             8  salt of the file      24  entries in it     32  checksum of all
 *        4  payload length   16  revision before it    28  checksum before       but itself
 * then for each entry: what (1 byte), revision (8), length of key (4), of value (4), key, value
 * </pre>
 *
 * Numbers are big-endian, checksums CRC32C, keys UTF-8. Belongs to one thread.
 */
final class BatchBuffer {
  static final int HEADER_BYTES = 36;
  static final int MAGIC = 0x57_46_54_42;
  static final int CHECKED_HEADER_BYTES = 32;
  static final byte PUT = 1;
  static final byte DELETE = 2;

  /** The last entry of a snapshot: without it there should be more. */
  static final byte END = 3;

  private static final int FIRST_CAPACITY = 64 << 10;
  private static final int KEPT_CAPACITY = 1 << 20;
  private static final int ENTRY_OVERHEAD = 17;
  private static final byte[] NOTHING = {};

  private final CRC32C crc = new CRC32C();
  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY).position(HEADER_BYTES);
  private int entries;

  void put(Entry entry) {
    add(PUT, entry.modRevision(), entry.key(), entry.value());
  }

  void delete(String key, long revision) {
    add(DELETE, revision, key, NOTHING);
  }

  /**
   * @param count of the entries before
   */
  void end(long revision, long count) {
    add(END, revision, "", ByteBuffer.allocate(Long.BYTES).putLong(count).array());
  }

  private void add(byte what, long revision, String key, byte[] value) {
    byte[] keyBytes = key.getBytes(UTF_8);
    reserve(ENTRY_OVERHEAD + keyBytes.length + value.length);
    bytes.put(what).putLong(revision).putInt(keyBytes.length).putInt(value.length);
    bytes.put(keyBytes).put(value);
    entries++;
  }

  /** What an entry takes of a file. */
  static long sizeOf(Entry entry) {
    return (long) ENTRY_OVERHEAD + entry.key().length() + entry.value().length;
  }

  private void reserve(int more) {
    if (bytes.remaining() < more) {
      int needed = Math.addExact(bytes.position(), more);
      int capacity =
          (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(2L * bytes.capacity(), needed));
      bytes = ByteBuffer.wrap(Arrays.copyOf(bytes.array(), capacity)).position(bytes.position());
    }
  }

  /** Of the batch so far. */
  int size() {
    return bytes.position();
  }

  /**
   * Completes the batch. The buffer is good until {@link #clear}.
   *
   * @param before checksum of the batch before, or of the file's header
   */
  ByteBuffer seal(FileHeader file, long revisionBefore, int before) {
    int size = bytes.position();
    bytes.putInt(0, MAGIC);
    bytes.putInt(4, size - HEADER_BYTES);
    bytes.putLong(8, file.salt());
    bytes.putLong(16, revisionBefore);
    bytes.putInt(24, entries);
    bytes.putInt(28, before);
    bytes.putInt(CHECKED_HEADER_BYTES, checksum(crc, bytes.array(), 0, size - HEADER_BYTES));
    return bytes.duplicate().flip();
  }

  /** Of the sealed batch. */
  int checksum() {
    return bytes.getInt(CHECKED_HEADER_BYTES);
  }

  void clear() {
    if (bytes.capacity() > KEPT_CAPACITY) {
      bytes = ByteBuffer.allocate(FIRST_CAPACITY);
    }
    bytes.clear().position(HEADER_BYTES);
    entries = 0;
  }

  static int checksum(CRC32C crc, byte[] batch, int offset, int payloadLength) {
    crc.reset();
    crc.update(batch, offset, CHECKED_HEADER_BYTES);
    crc.update(batch, offset + HEADER_BYTES, payloadLength);
    return (int) crc.getValue();
  }
}
