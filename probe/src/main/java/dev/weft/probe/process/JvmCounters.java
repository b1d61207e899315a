package dev.weft.probe.process;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a HotSpot JVM counts of itself in {@code /tmp/hsperfdata_USER/PID} (HotSpot's {@code
 * perfMemory.hpp}, version 2): read from a file of some 32 KiB, without asking the JVM.
 *
 * @param collectingNanos for how long it has stood still for garbage collections, so far
 * @param heapBytes in use, as of the last collection
 */
record JvmCounters(long collectingNanos, long heapBytes) {
  /** Of a process that is no JVM. */
  static final JvmCounters NONE = new JvmCounters(0, 0);

  private static final int MAGIC = 0xcafec0c0;
  private static final int MOST_BYTES = 1 << 20;
  private static final int LITTLE = 1;
  private static final int ENTRY_OFFSET_AT = 24;
  private static final int ENTRIES_AT = 28;
  private static final int ENTRY_BYTES = 20; // without its name and its value
  private static final byte LONG = 'J';
  private static final String FREQUENCY = "sun.os.hrt.frequency";

  /** Of a JVM whose files can be read; empty where it is none. */
  static Optional<JvmCounters> of(Path proc, int pid) {
    // As the process sees it, which may be in a container of its own (proc(5), "root").
    Path tmp = proc.resolve(Integer.toString(pid)).resolve("root").resolve("tmp");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(tmp, "hsperfdata_*")) {
      for (Path folder : folders) {
        Path file = folder.resolve(Integer.toString(pid));
        if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
          return parse(Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // another user's, or gone
    }
    return Optional.empty();
  }

  /** Empty where the file is not what it should be, or is not filled yet. */
  static Optional<JvmCounters> parse(byte[] file) {
    ByteBuffer data = ByteBuffer.wrap(file);
    if (file.length < 32 || data.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    data.order(data.get(4) == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    try {
      return Optional.of(read(data));
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty(); // cut off, or of another version
    }
  }

  private static JvmCounters read(ByteBuffer data) {
    long frequency = 1_000_000_000;
    long ticks = 0;
    long heap = 0;
    int at = data.getInt(ENTRY_OFFSET_AT);
    for (int left = data.getInt(ENTRIES_AT); left > 0; left--) {
      int length = data.getInt(at);
      if (length < ENTRY_BYTES) {
        throw new IllegalArgumentException("an entry of " + length + " bytes");
      }
      if (data.get(at + 12) == LONG) {
        String name = name(data, at + data.getInt(at + 4), at + length);
        long value = data.getLong(at + data.getInt(at + 16));
        if (name.equals(FREQUENCY)) {
          frequency = Math.max(1, value);
        } else if (name.startsWith("sun.gc.collector.") && name.endsWith(".time")) {
          ticks += value;
        } else if (name.startsWith("sun.gc.generation.") && name.endsWith(".used")) {
          heap += value;
        }
      }
      at += length;
    }
    return new JvmCounters((long) (ticks * (1e9 / frequency)), heap);
  }

  /** Whoever may write to the folder may have made the file: a name ends with its entry. */
  private static String name(ByteBuffer data, int from, int end) {
    int to = from;
    while (to < end && data.get(to) != 0) {
      to++;
    }
    var name = new byte[Math.max(0, to - from)];
    data.get(from, name);
    return new String(name, StandardCharsets.US_ASCII);
  }
}
