package dev.weft.bench.fault.routee;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which requests a routee received, and when: in a mapped file, which keeps what was written when
 * the process is killed in mid-write. One process writes, others read at the same time.
 *
 * <p>Times are of the machine's monotonic clock, which all processes on it share.
 */
public final class Ledger {
  /** One request. */
  public record Entry(long id, long nanos) {}

  private static final int MOST = 1 << 20;
  private static final int ENTRY = 2 * Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer buffer;

  private Ledger(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** Opens a ledger; makes it, with nothing in it, where it is not there. */
  public static Ledger open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) (MOST + 1) * ENTRY));
    }
  }

  synchronized void add(long id, long nanos) {
    int count = size();
    if (count == MOST) {
      throw new IllegalStateException("more than " + MOST + " requests");
    }
    int at = (count + 1) * ENTRY;
    LONGS.set(buffer, at, id);
    LONGS.set(buffer, at + Long.BYTES, nanos);
    LONGS.setRelease(buffer, 0, count + 1L);
  }

  /** How many it has by now. */
  public int size() {
    return (int) (long) LONGS.getAcquire(buffer, 0);
  }

  /**
   * One of them.
   *
   * @param index from 0, in the order in which they came
   */
  public Entry entry(int index) {
    int at = (index + 1) * ENTRY;
    return new Entry((long) LONGS.get(buffer, at), (long) LONGS.get(buffer, at + Long.BYTES));
  }
}
