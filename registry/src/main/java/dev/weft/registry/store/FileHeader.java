package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of each of the store's files.
 *
 * @param salt random; in every batch of the file, so that no block of another file and no stored
 *     value can pass for one
 * @param number of a log or snapshot, which count on together; 0 in a backup
 * @param revision of the contents: before the first batch of a log, after the last of the others
 * @param chain checksum of the last batch before this file
 * @param previousLength where the log before this one ends; what follows there was never
 *     acknowledged
 */
record FileHeader(
    Type type, long salt, long number, long revision, int chain, long previousLength) {
  static final int BYTES = 48;
  private static final int CHECKED_BYTES = BYTES - Integer.BYTES;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What a file holds. */
  enum Type {
    LOG("WEFTLOG1"),
    SNAPSHOT("WEFTSNP1"),
    BACKUP("WEFTBAK1");

    private final long magic;

    Type(String eightLetters) {
      magic = ByteBuffer.wrap(eightLetters.getBytes(US_ASCII)).getLong();
    }

    private static @Nullable Type of(long magic) {
      for (Type type : values()) {
        if (type.magic == magic) {
          return type;
        }
      }
      return null;
    }
  }

  static FileHeader log(long number, long revision, int chain, long previousLength) {
    return new FileHeader(Type.LOG, RANDOM.nextLong(), number, revision, chain, previousLength);
  }

  static FileHeader snapshot(long number, long revision, int chain) {
    return new FileHeader(Type.SNAPSHOT, RANDOM.nextLong(), number, revision, chain, 0);
  }

  static FileHeader backup(long revision) {
    return new FileHeader(Type.BACKUP, RANDOM.nextLong(), 0, revision, 0, 0);
  }

  ByteBuffer toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(BYTES)
            .putLong(type.magic)
            .putLong(salt)
            .putLong(number)
            .putLong(revision)
            .putInt(chain)
            .putLong(previousLength);
    return bytes.putInt(checksum(bytes.array())).flip();
  }

  /** What the first batch of the file names as the checksum before it. */
  int checksum() {
    return toBytes().getInt(CHECKED_BYTES);
  }

  /** Null if these are not the first bytes of a whole header. */
  static @Nullable FileHeader read(InputStream in) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(BYTES));
    if (bytes.remaining() < BYTES || bytes.getInt(CHECKED_BYTES) != checksum(bytes.array())) {
      return null;
    }
    Type type = Type.of(bytes.getLong());
    return type == null
        ? null
        : new FileHeader(
            type,
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            bytes.getInt(),
            bytes.getLong());
  }

  private static int checksum(byte[] header) {
    var crc = new CRC32C();
    crc.update(header, 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }
}
