package dev.weft.registry.store;

import dev.weft.model.time.Clock;
import dev.weft.registry.store.Store.Entry;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a store holds at one revision, and the tokens of its registry, as a stream with
 * checksums; and back. Any thread.
 */
public final class Backup implements BatchReader.Target {
  /** The file beside the store that says who may ask what; tokens are in it as hashes. */
  public static final String TOKENS = "tokens.json";

  private static final int BUFFER_BYTES = 256 << 10;

  /** No key of a store begins so. */
  private static final String TOKENS_KEY = "file:" + TOKENS;

  private final List<Entry> entries = new ArrayList<>();
  private byte @Nullable [] tokens;

  private Backup() {}

  /**
   * What a backup held that has been restored.
   *
   * @param revision at which it was taken
   * @param continuesAt the revision of the restored store
   * @param withTokens whether the tokens are those of the backup
   */
  public record Restored(int entries, long revision, long continuesAt, boolean withTokens) {}

  /**
   * Writes a backup; writes to the store go on meanwhile and are not in it.
   *
   * @param directory the store's
   * @return the revision that it holds
   * @throws IOException if the stream cannot be written or the tokens not be read; what was written
   *     until then is no backup
   */
  public static long write(Store store, Path directory, OutputStream out) throws IOException {
    Store.Range everything = store.list("");
    var contents = new ArrayList<Entry>(everything.entries());
    byte[] tokens = tokensIn(directory);
    if (tokens != null) {
      contents.add(new Entry(TOKENS_KEY, tokens, everything.revision()));
    }
    var buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    ContentsWriter.write(
        FileHeader.backup(everything.revision()),
        contents,
        bytes -> {
          buffered.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        });
    buffered.flush();
    return everything.revision();
  }

  private static byte @Nullable [] tokensIn(Path directory) throws IOException {
    try {
      return Files.readAllBytes(directory.resolve(TOKENS));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Makes the store of a directory from a backup. Nothing is replaced before all of the backup has
   * been read and found whole, and then all at once.
   *
   * <p>The restored store goes on at the number of microseconds since 1970, or above what was
   * acknowledged in the directory before if that is higher: above every revision that anyone can
   * have seen, so that no watch goes on as if nothing had happened.
   *
   * <p>A directory that has tokens keeps them: one that was revoked there since the backup must not
   * count again.
   *
   * @param replace whether a registry that is in the directory may be replaced
   * @throws StoreException if the backup is cut off or altered, the directory is in use, not to be
   *     replaced, or cannot be written; the directory is then as it was
   */
  public static Restored restore(InputStream in, Path directory, boolean replace, Clock clock) {
    try (Disk disk = FolderDisk.open(directory)) {
      StoreFiles present = StoreFiles.in(disk);
      if (!replace && !(present.isEmpty() && Mark.read(disk) == 0)) {
        throw new StoreException(
            "the data directory "
                + directory
                + " holds a registry already: restore into an empty one, or say that this one is to"
                + " be replaced");
      }
      var backup = new Backup();
      FileHeader header = backup.read(in);
      long revision = Math.max(Math.max(header.revision(), Mark.read(disk)) + 1, micros(clock));
      boolean withTokens = backup.restoreTokens(disk); // first: a registry without them is open
      FileHeader snapshot = FileHeader.snapshot(present.last() + 1, revision, 0);
      Compaction.writeSnapshot(disk, snapshot, backup.entries);
      StoreFiles.deleteBefore(disk, snapshot.number());
      return new Restored(backup.entries.size(), header.revision(), revision, withTokens);
    } catch (IOException e) {
      throw new StoreException("cannot restore into the data directory " + directory + ": " + e, e);
    }
  }

  private boolean restoreTokens(Disk disk) throws IOException {
    if (tokens == null || disk.names().contains(TOKENS)) {
      return false;
    }
    String next = TOKENS + ".new";
    disk.delete(next);
    try (Disk.Writable file = disk.open(next)) {
      file.write(ByteBuffer.wrap(tokens), 0);
      file.force();
    }
    disk.rename(next, TOKENS);
    disk.forceNames();
    return true;
  }

  private static long micros(Clock clock) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.wall());
  }

  private FileHeader read(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, BUFFER_BYTES);
    FileHeader header = FileHeader.read(buffered);
    if (header == null || header.type() != FileHeader.Type.BACKUP) {
      throw new StoreException(
          "this is no backup of a Weft registry, or its first bytes are altered; nothing was"
              + " changed");
    }
    var reader = new ContentsReader(buffered, header, this);
    try {
      if (reader.readAll(buffered)) {
        return header;
      }
    } catch (IllegalArgumentException e) {
      throw altered(reader, e.getMessage());
    }
    throw altered(reader, "something is missing or altered");
  }

  private static StoreException altered(ContentsReader reader, @Nullable String what) {
    return new StoreException(
        "the backup is damaged after byte "
            + reader.position()
            + " ("
            + what
            + "): use another one; nothing was changed");
  }

  @Override
  public void put(Entry entry) {
    if (entry.key().equals(TOKENS_KEY)) {
      tokens = entry.value();
    } else {
      entries.add(entry);
    }
  }

  @Override
  public void delete(String key, long revision) {}

  @Override
  public void end(long revision, long count) {}
}
