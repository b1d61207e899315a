package dev.weft.registry.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 that remembers every change of its one file. Public for H2 to make it. */
public final class RecordedFile extends FilePathWrapper {
  static final String SCHEME = "recorded";

  /** Everything that was done to the file, in order; the tests use one file at a time. */
  static final List<Change> CHANGES = new ArrayList<>();

  /** One step in the life of the file. */
  sealed interface Change {
    /** The file after it. */
    byte[] applyTo(byte[] file);

    /** Bytes were written, perhaps past the end. */
    @SuppressWarnings("ArrayRecordComponent")
    record Write(int position, byte[] bytes) implements Change {
      @Override
      public byte[] applyTo(byte[] file) {
        byte[] after = Arrays.copyOf(file, Math.max(file.length, position + bytes.length));
        System.arraycopy(bytes, 0, after, position, bytes.length);
        return after;
      }

      /** The same as a kill in the middle of it leaves it. */
      Write torn() {
        return new Write(position, Arrays.copyOf(bytes, bytes.length / 2));
      }
    }

    /** The file was cut off. */
    record Truncate(int length) implements Change {
      @Override
      public byte[] applyTo(byte[] file) {
        return Arrays.copyOf(file, length);
      }
    }

    /** The store told its caller that this revision is durable. */
    record Acknowledge(long revision) implements Change {
      @Override
      public byte[] applyTo(byte[] file) {
        return file;
      }
    }
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(getBase().open(mode));
  }

  private static final class Channel extends FileBase {
    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      byte[] bytes = new byte[source.remaining()];
      source.duplicate().get(bytes);
      CHANGES.add(new Change.Write((int) position, bytes));
      return file.write(source, position);
    }

    @Override
    public FileChannel truncate(long length) throws IOException {
      if (length < file.size()) {
        CHANGES.add(new Change.Truncate((int) length));
      }
      file.truncate(length);
      return this;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException("MVStore writes at positions");
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
