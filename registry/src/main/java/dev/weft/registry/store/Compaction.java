package dev.weft.registry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot in the stead of logs that have grown long, beside the writes that go on.
 *
 * <p>The store's thread starts a new log and takes note of what the contents are, which is all that
 * writers wait for; a thread of its own writes them out. Old files go only when the snapshot is
 * durable under its name, so that a kill at any point leaves either the old or the new.
 */
final class Compaction {
  private static final System.Logger LOG = System.getLogger(Compaction.class.getName());
  private static final int FORCE_EVERY_BYTES = 4 << 20; // one force of it all would hold up the log

  private record Run(Thread thread, long replacedBytes) {}

  private final Disk disk;
  private final Limits limits;
  private @Nullable Run run;
  private volatile boolean succeeded;
  private boolean wanted;
  private long notBeforeBytes;

  Compaction(Disk disk, Limits limits) {
    this.disk = disk;
    this.limits = limits;
  }

  /** On the store's thread, when nothing is being written: starts one if it is time. */
  void consider(Log log, Contents contents) {
    wanted |= log.takeSuspicion();
    settle(log);
    boolean due = wanted || limits.isLong(log.bytes(), contents.bytes());
    if (run == null && due && log.bytes() >= notBeforeBytes) {
      start(log, contents);
    }
  }

  private void settle(Log log) {
    Run last = run;
    if (last == null || last.thread.isAlive()) {
      return;
    }
    run = null;
    if (succeeded) {
      log.replaced(last.replacedBytes);
      wanted = false;
      notBeforeBytes = 0;
    } else {
      postpone(log);
    }
  }

  private void postpone(Log log) {
    notBeforeBytes = log.bytes() + limits.compactAtBytes();
  }

  private void start(Log log, Contents contents) {
    long replaced = log.bytes();
    int chain = log.end().checksum();
    try {
      log.startNext(contents.revision());
    } catch (IOException e) {
      failed(e);
      postpone(log);
      return;
    }
    FileHeader header = FileHeader.snapshot(log.end().number(), contents.revision(), chain);
    List<Store.Entry> entries = contents.all();
    succeeded = false;
    Thread thread =
        Thread.ofPlatform()
            .name("weft-store-snapshot")
            .daemon()
            .start(() -> write(header, entries));
    run = new Run(thread, replaced);
  }

  private void write(FileHeader header, List<Store.Entry> entries) {
    try {
      writeSnapshot(disk, header, entries);
      StoreFiles.deleteBefore(disk, header.number());
      succeeded = true;
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Writes a snapshot that is durable, under its name, when this returns. */
  static void writeSnapshot(Disk disk, FileHeader header, List<Store.Entry> entries)
      throws IOException {
    String name = StoreFiles.snapshot(header.number());
    String unfinished = StoreFiles.unfinished(name);
    try {
      try (Disk.Writable file = disk.open(unfinished)) {
        file.truncate(0);
        var sink = new ForcingSink(file);
        ContentsWriter.write(header, entries, sink);
        file.force();
      }
      disk.rename(unfinished, name);
      disk.forceNames();
    } catch (IOException e) {
      disk.delete(unfinished); // gives back the room
      throw e;
    }
  }

  private void failed(IOException e) {
    LOG.log(
        System.Logger.Level.WARNING,
        "cannot write a snapshot of the registry in "
            + disk.path("")
            + "; its log goes on growing: "
            + e);
  }

  /** Waits for the snapshot that is being written. */
  void close() {
    Run last = run;
    boolean interrupted = false;
    while (last != null && last.thread.isAlive()) {
      try {
        last.thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class ForcingSink implements ContentsWriter.Sink {
    private final Disk.Writable file;
    private long position;
    private long forced;

    ForcingSink(Disk.Writable file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int size = bytes.remaining();
      file.write(bytes, position);
      position += size;
      if (position - forced >= FORCE_EVERY_BYTES) {
        file.force();
        forced = position;
      }
    }
  }
}
