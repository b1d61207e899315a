package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.registry.store.Store.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads batch after batch of a file, up to the first that is not whole. Belongs to one thread. */
final class BatchReader {
  private static final int FIRST_CAPACITY = 1 << 20;
  private static final int PIECE = 8 << 20;

  /** Takes the entries of a batch in their order. */
  interface Target {
    void put(Entry entry);

    void delete(String key, long revision);

    void end(long revision, long count);
  }

  private final InputStream in;
  private final FileHeader file;
  private final CRC32C crc = new CRC32C();
  private byte[] bytes = new byte[FIRST_CAPACITY]; // the last batch
  private byte[] coming = new byte[FIRST_CAPACITY]; // the next one, which may turn out to be torn
  private long position = FileHeader.BYTES;
  private int checksum;
  private int size;

  /**
   * @param in stands behind the header
   */
  BatchReader(InputStream in, FileHeader file) {
    this.in = in;
    this.file = file;
    this.checksum = file.checksum();
  }

  /** Where in the file the batches end that were read. */
  long position() {
    return position;
  }

  /** Of the last batch, or of the header if there was none yet. */
  int checksum() {
    return checksum;
  }

  /** The last batch as it stands in the file. */
  byte[] lastBatch() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Reads the next batch.
   *
   * @param revisionBefore that it has to follow
   * @return false, for good, if no whole batch that follows the one before stands here
   */
  boolean next(long revisionBefore) throws IOException {
    byte[] header = in.readNBytes(BatchBuffer.HEADER_BYTES);
    int payload = payloadLength(ByteBuffer.wrap(header), 0, file);
    if (payload < 0) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(header);
    if (fields.getLong(16) != revisionBefore || fields.getInt(28) != checksum) {
      return false;
    }
    if (!fill(header, payload)
        || BatchBuffer.checksum(crc, coming, 0, payload)
            != fields.getInt(BatchBuffer.CHECKED_HEADER_BYTES)) {
      return false;
    }
    byte[] before = bytes;
    bytes = coming;
    coming = before;
    checksum = fields.getInt(BatchBuffer.CHECKED_HEADER_BYTES);
    size = BatchBuffer.HEADER_BYTES + payload;
    position += size;
    return true;
  }

  /** Grows with what is really there: a length that is garbage must not cost the memory it says. */
  private boolean fill(byte[] header, int payload) throws IOException {
    System.arraycopy(header, 0, coming, 0, header.length);
    int end = header.length + payload;
    int filled = header.length;
    while (filled < end) {
      int piece = Math.min(end - filled, PIECE);
      if (coming.length < filled + piece) {
        coming = Arrays.copyOf(coming, Math.max(filled + piece, Math.min(end, 2 * coming.length)));
      }
      if (in.readNBytes(coming, filled, piece) < piece) {
        return false;
      }
      filled += piece;
    }
    return true;
  }

  /**
   * Hands out the entries of the batch that was read last.
   *
   * @throws IOException if they are none: written by a program that was wrong
   */
  void forEach(Target target) throws IOException {
    ByteBuffer payload =
        ByteBuffer.wrap(bytes, BatchBuffer.HEADER_BYTES, size - BatchBuffer.HEADER_BYTES);
    try {
      while (payload.hasRemaining()) {
        byte what = payload.get();
        long revision = payload.getLong();
        int keyLength = payload.getInt();
        byte[] value = new byte[payload.getInt()];
        String key = new String(bytes, payload.position(), keyLength, UTF_8);
        payload.position(payload.position() + keyLength).get(value);
        switch (what) {
          case BatchBuffer.PUT -> target.put(new Entry(key, value, revision));
          case BatchBuffer.DELETE -> target.delete(key, revision);
          case BatchBuffer.END -> target.end(revision, ByteBuffer.wrap(value).getLong());
          default -> throw new IOException("an entry is of the unknown sort " + what);
        }
      }
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      throw new IOException("a batch does not hold what its lengths say", e);
    }
  }

  /** Whether a whole batch of a file stands anywhere in some of its bytes. */
  static boolean holdsBatch(byte[] someBytes, FileHeader file) {
    ByteBuffer fields = ByteBuffer.wrap(someBytes);
    var crc = new CRC32C();
    for (int at = 0; at + BatchBuffer.HEADER_BYTES <= someBytes.length; at++) {
      int payload = someBytes[at] == 0 ? -1 : payloadLength(fields, at, file);
      if (payload >= 0
          && payload <= someBytes.length - at - BatchBuffer.HEADER_BYTES
          && BatchBuffer.checksum(crc, someBytes, at, payload)
              == fields.getInt(at + BatchBuffer.CHECKED_HEADER_BYTES)) {
        return true;
      }
    }
    return false;
  }

  /** Below 0 if no batch of the file begins at this place. */
  private static int payloadLength(ByteBuffer fields, int at, FileHeader file) {
    return fields.limit() - at < BatchBuffer.HEADER_BYTES
            || fields.getInt(at) != BatchBuffer.MAGIC
            || fields.getLong(at + 8) != file.salt()
        ? -1
        : fields.getInt(at + 4);
  }
}
