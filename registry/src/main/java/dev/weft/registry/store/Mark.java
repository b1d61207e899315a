package dev.weft.registry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The highest revision that was acknowledged, in a file of its own, so that a log that has lost its
 * end cannot pass for a whole one. It is written after the log was forced and never forced itself:
 * it survives every kill, and a power loss can only set it back. Two places take turns, each in a
 * sector of its own, so that one is whole.
 *
 * <p>Belongs to one thread.
 */
final class Mark implements AutoCloseable {
  static final String FILE = "registry.mark";
  private static final System.Logger LOG = System.getLogger(Mark.class.getName());
  private static final int MAGIC = 0x57_46_54_4d;
  private static final int PLACE_BYTES = 16;
  private static final int SECTOR = 4_096;

  private final Disk disk;
  private final Disk.Writable file;
  private final ByteBuffer bytes = ByteBuffer.allocate(PLACE_BYTES);
  private final CRC32C crc = new CRC32C();
  private int turn;
  private boolean broken;

  private Mark(Disk disk, Disk.Writable file) {
    this.disk = disk;
    this.file = file;
  }

  /** What was acknowledged, as far as the file tells; 0 if it does not. */
  static long read(Disk disk) throws IOException {
    if (!disk.names().contains(FILE)) {
      return 0;
    }
    try (InputStream in = disk.read(FILE)) {
      byte[] all = in.readNBytes(SECTOR + PLACE_BYTES);
      return Math.max(revisionIn(all, 0), revisionIn(all, SECTOR));
    }
  }

  private static long revisionIn(byte[] all, int at) {
    if (all.length < at + PLACE_BYTES) {
      return 0;
    }
    ByteBuffer place = ByteBuffer.wrap(all, at, PLACE_BYTES).slice();
    var crc = new CRC32C();
    crc.update(place.slice(0, PLACE_BYTES - Integer.BYTES));
    boolean whole =
        place.getInt(0) == MAGIC
            && place.getInt(PLACE_BYTES - Integer.BYTES) == (int) crc.getValue();
    return whole ? place.getLong(Integer.BYTES) : 0;
  }

  static Mark open(Disk disk) throws IOException {
    return new Mark(disk, disk.open(FILE));
  }

  /** Notes that writes up to a revision are durable and about to be acknowledged. */
  void acknowledge(long revision) {
    bytes.clear().putInt(MAGIC).putLong(revision);
    crc.reset();
    crc.update(bytes.duplicate().flip());
    bytes.putInt((int) crc.getValue()).flip();
    try {
      file.write(bytes, (long) turn * SECTOR);
      turn = 1 - turn;
      broken = false;
    } catch (IOException e) {
      if (!broken) { // the log itself is whole, and says so once
        LOG.log(System.Logger.Level.WARNING, "cannot write to " + disk.path(FILE) + ": " + e);
      }
      broken = true;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
