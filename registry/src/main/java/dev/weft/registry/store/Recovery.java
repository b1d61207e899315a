package dev.weft.registry.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a folder holds: the newest snapshot and the logs from there on.
 *
 * <p>Only the last batch of the last log may be torn, since each was forced before the next was
 * written; whatever else does not add up is damage, and refused. Runs on the thread that opens the
 * store.
 */
final class Recovery {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
  private static final int READ_BYTES = 256 << 10;

  /**
   * What was found.
   *
   * @param header of the file to go on writing to, or null if there is none yet
   * @param fileLength of that file; behind the end it holds zeros
   * @param logBytes in all logs that the newest snapshot does not replace
   */
  record Found(
      Contents contents,
      Log.End end,
      @Nullable FileHeader header,
      long fileLength,
      long logBytes) {}

  private final Disk disk;
  private final long acknowledged;
  private final Contents contents = new Contents();
  private Log.End end = Log.End.NOTHING;
  private @Nullable FileHeader last;
  private long fileLength;
  private long logBytes;

  private Recovery(Disk disk, long acknowledged) {
    this.disk = disk;
    this.acknowledged = acknowledged;
  }

  /**
   * Reads a folder and cuts off a torn tail.
   *
   * @throws StoreException saying what is damaged, where, and what to do
   */
  static Found run(Disk disk) throws IOException {
    var recovery = new Recovery(disk, Mark.read(disk));
    StoreFiles files = StoreFiles.in(disk);
    recovery.read(files);
    disk.forceNames(); // what was found may be there only until the power goes
    for (String unfinished : files.unfinished()) {
      disk.delete(unfinished);
    }
    StoreFiles.deleteBefore(disk, files.base());
    return new Found(
        recovery.contents, recovery.end, recovery.last, recovery.fileLength, recovery.logBytes);
  }

  private void read(StoreFiles files) throws IOException {
    long first = Math.max(1, files.base());
    if (files.base() > 0) {
      readSnapshot(files.base());
    } else if (!files.logs().isEmpty() && files.logs().first() != first) {
      throw Damage.missing(disk, StoreFiles.snapshot(files.logs().first()));
    }
    long lastNumber = files.last();
    boolean logs = !files.logs().tailSet(first).isEmpty();
    for (long number = first; logs && number <= lastNumber; number++) {
      if (!files.logs().contains(number)) {
        throw Damage.missing(disk, StoreFiles.log(number));
      }
      readLog(number, number == lastNumber ? null : header(number + 1));
    }
    if (contents.revision() < acknowledged) {
      throw Damage.lostWrites(
          disk,
          last == null ? null : StoreFiles.log(end.number()),
          end.length(),
          contents.revision(),
          acknowledged);
    }
  }

  private void readSnapshot(long number) throws IOException {
    String name = StoreFiles.snapshot(number);
    FileHeader header = header(name, FileHeader.Type.SNAPSHOT, number);
    try (InputStream in = new BufferedInputStream(disk.read(name), READ_BYTES)) {
      in.skipNBytes(FileHeader.BYTES);
      var reader = new ContentsReader(in, header, contents);
      boolean whole;
      try {
        whole = reader.readAll(in);
      } catch (IllegalArgumentException e) {
        throw Damage.at(disk, name, reader.position(), String.valueOf(e.getMessage()));
      }
      if (!whole) {
        throw Damage.at(disk, name, reader.position(), "part of it is missing or altered");
      }
    }
    end = new Log.End(number - 1, 0, header.chain());
  }

  private FileHeader header(long logNumber) throws IOException {
    return header(StoreFiles.log(logNumber), FileHeader.Type.LOG, logNumber);
  }

  private FileHeader header(String name, FileHeader.Type type, long number) throws IOException {
    try (InputStream in = disk.read(name)) {
      FileHeader header = FileHeader.read(in);
      if (header == null || header.type() != type || header.number() != number) {
        throw Damage.at(disk, name, 0, "its header is missing or altered");
      }
      return header;
    }
  }

  /**
   * @param next header of the log after it, or null for the last
   */
  private void readLog(long number, @Nullable FileHeader next) throws IOException {
    String name = StoreFiles.log(number);
    FileHeader header = header(number);
    if (header.revision() != contents.revision() || header.chain() != end.checksum()) {
      throw Damage.at(
          disk,
          name,
          0,
          "it does not go on at revision "
              + contents.revision()
              + ", where the file before it ended");
    }
    try (InputStream in = new BufferedInputStream(disk.read(name), READ_BYTES)) {
      in.skipNBytes(FileHeader.BYTES);
      var reader = new BatchReader(in, header);
      long stop = next == null ? Long.MAX_VALUE : next.previousLength();
      while (reader.position() < stop && reader.next(contents.revision())) {
        reader.forEach(contents);
      }
      if (next == null) {
        last = header;
        finish(name, header, reader);
      } else if (reader.position() != stop) {
        throw Damage.at(
            disk, name, reader.position(), "writes up to byte " + stop + " should follow");
      }
      end = new Log.End(number, reader.position(), reader.checksum());
      logBytes += reader.position();
    }
  }

  /** Looks at what comes after the last whole batch of all. */
  private void finish(String name, FileHeader header, BatchReader reader) throws IOException {
    long position = reader.position();
    byte[] rest;
    try (InputStream in = disk.read(name)) {
      in.skipNBytes(position);
      rest = in.readAllBytes();
    }
    int garbage = withoutZeros(rest);
    fileLength = position + rest.length;
    if (garbage > 0 && BatchReader.holdsBatch(rest, header)) {
      throw Damage.at(disk, name, position, "writes that were acknowledged follow it");
    }
    if (contents.revision() < acknowledged) {
      return; // refused by the caller, with the file left as it is
    }
    try (Disk.Writable file = disk.open(name)) {
      if (garbage > 0) {
        LOG.log(
            System.Logger.Level.WARNING,
            disk.path(name)
                + ": its last "
                + garbage
                + " bytes are of a write that was cut short before it was acknowledged; they are"
                + " cut off at byte "
                + position);
        file.truncate(position);
        fileLength = position;
      }
      if (contents.revision() > acknowledged) {
        rewrite(file, reader); // perhaps only in the kernel's memory: even a force may have failed
      }
      file.force();
    }
  }

  private static void rewrite(Disk.Writable file, BatchReader reader) throws IOException {
    byte[] batch = reader.lastBatch();
    file.write(ByteBuffer.wrap(batch), reader.position() - batch.length);
  }

  /** The length up to the last byte that is not zero. */
  private static int withoutZeros(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return length;
  }
}
