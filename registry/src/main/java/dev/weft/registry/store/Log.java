package dev.weft.registry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log file that is written to, and the step to the next one. Belongs to one thread.
 *
 * <p>The file is filled with zeros ahead of the batches: a force that need not record a new length
 * takes half the time. A file in which a write failed is left for the next one, whose header says
 * up to where the old one counts.
 */
final class Log implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Log.class.getName());

  /**
   * Where a log ends.
   *
   * @param length of what was acknowledged, in bytes
   * @param checksum of the last batch
   */
  record End(long number, long length, int checksum) {
    /** Before the first log. */
    static final End NOTHING = new End(0, 0, 0);
  }

  /** The file that is open for writing. */
  record Current(FileHeader header, Disk.Writable file) {}

  private final Disk disk;
  private final ByteBuffer zeros;
  private final BatchBuffer batch = new BatchBuffer();
  private @Nullable Current current; // null after a failure
  private End end;
  private long allocated;
  private long bytes;
  private boolean suspect;

  /**
   * @param bytes of the logs that no snapshot has replaced
   * @param allocateBytes to write ahead in one go
   */
  Log(Disk disk, End end, long bytes, int allocateBytes) {
    this.disk = disk;
    this.end = end;
    this.bytes = bytes;
    this.zeros = ByteBuffer.allocate(allocateBytes);
  }

  /**
   * Goes on with the file that ends where this log does.
   *
   * @param fileLength what is behind the end is zeros
   */
  void reopen(FileHeader header, long fileLength) throws IOException {
    current = new Current(header, disk.open(StoreFiles.log(header.number())));
    allocated = fileLength;
  }

  /** Bytes in the logs that no snapshot has replaced yet. */
  long bytes() {
    return bytes;
  }

  /** Tells that a snapshot has replaced so many of the oldest bytes. */
  void replaced(long oldestBytes) {
    bytes -= oldestBytes;
  }

  End end() {
    return end;
  }

  /**
   * Whether a force has failed since this was asked last: the disk has said that it may not hold
   * what it was given, so all of it is better written anew.
   */
  boolean takeSuspicion() {
    boolean taken = suspect;
    suspect = false;
    return taken;
  }

  /**
   * Appends one batch and forces it to the disk. After an exception it counts as never written.
   *
   * @param changes at least one, following the revision
   */
  void append(long revisionBefore, List<StoreChange> changes) throws IOException {
    Current to = current == null ? startNext(revisionBefore) : current;
    try {
      for (StoreChange change : changes) {
        switch (change) {
          case StoreChange.Put put -> batch.put(put.entry());
          case StoreChange.Delete delete -> batch.delete(delete.key(), delete.revision());
        }
      }
      ByteBuffer sealed = batch.seal(to.header(), revisionBefore, end.checksum());
      int size = sealed.remaining();
      allocated = allocate(to.file(), allocated, end.length() + size);
      to.file().write(sealed, end.length());
      force(to.file());
      allocated = Math.max(allocated, end.length() + size);
      end = new End(end.number(), end.length() + size, batch.checksum());
      bytes += size;
    } catch (IOException | RuntimeException e) {
      abandon();
      throw e;
    } finally {
      batch.clear();
    }
  }

  private void force(Disk.Writable file) throws IOException {
    try {
      file.force();
    } catch (IOException e) {
      suspect = true;
      throw e;
    }
  }

  /**
   * Fills a file with zeros up to some length at least; without room for them the batch itself may
   * still fit.
   *
   * @return the length up to which it is filled
   */
  private long allocate(Disk.Writable file, long length, long needed) {
    long filled = length;
    while (filled < needed) {
      try {
        file.write(zeros.clear(), filled);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "cannot write ahead", e);
        return filled;
      }
      filled += zeros.capacity();
    }
    return filled;
  }

  /**
   * Starts a file for what follows, which is complete before it gets its name. If that fails, the
   * present file stays in use, unless the new one may already have its name: then that one counts.
   */
  Current startNext(long revision) throws IOException {
    FileHeader header = FileHeader.log(end.number() + 1, revision, end.checksum(), end.length());
    String name = StoreFiles.log(header.number());
    String unfinished = StoreFiles.unfinished(name);
    Disk.Writable file = disk.open(unfinished);
    long length;
    try {
      file.truncate(0); // what an attempt before this one may have left
      file.write(header.toBytes(), 0);
      length = allocate(file, FileHeader.BYTES, FileHeader.BYTES + 1);
      file.force();
      rename(unfinished, name);
    } catch (IOException e) {
      file.close();
      disk.delete(unfinished);
      throw e;
    }
    closeCurrent();
    var next = new Current(header, file);
    current = next;
    allocated = length;
    end = new End(header.number(), FileHeader.BYTES, header.checksum());
    bytes += FileHeader.BYTES;
    return next;
  }

  private void rename(String unfinished, String name) throws IOException {
    try {
      disk.rename(unfinished, name);
      disk.forceNames();
    } catch (IOException e) {
      closeCurrent();
      throw e;
    }
  }

  /** Leaves a file whose end is not known; what it holds too much is cut off if that works. */
  private void abandon() {
    Current broken = current;
    if (broken != null) {
      try {
        broken.file().truncate(end.length());
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "cannot cut off what failed to be written", e);
      }
      closeCurrent();
    }
  }

  private void closeCurrent() {
    Current old = current;
    current = null;
    if (old != null) {
      try {
        old.file().close();
      } catch (IOException e) { // everything that counts was forced before
        LOG.log(System.Logger.Level.DEBUG, "cannot close " + old.header(), e);
      }
    }
  }

  @Override
  public void close() {
    closeCurrent();
  }
}
