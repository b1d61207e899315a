package dev.weft.registry.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The MVStore file of one data directory, and what its errors mean to a person. Belongs to one
 * thread at a time.
 *
 * <p>Retention 0 lets MVStore reuse the space of dead pages without waiting, or its file would grow
 * with every write. What protects the last durable version is the number of versions kept: MVStore
 * writes its header at least every 20 versions and finds newer ones by a chain of chunks from
 * there, none of which may be overwritten. With fewer kept, a kill can lose acknowledged writes.
 */
final class StoreFile {
  private static final String FILE = "registry.mv";
  private static final String PID_FILE = "registry.pid";
  private static final String REVISION = "revision";
  private static final int VERSIONS_KEPT = 32;
  private static final int CACHE_MB = 4; // the catalog holds everything in memory anyway
  private static final int COMMITS_BETWEEN_COMPACTIONS = 256;
  private static final int COMPACT_BELOW_FILL_PERCENT = 60;
  private static final int COMPACT_BYTES = 1 << 20;

  private final Path directory;
  private final MVStore store;
  private final MVMap<String, Versioned> entries;
  private final MVMap<String, Long> meta;
  private int commits;

  private StoreFile(Path directory, MVStore store) {
    this.directory = directory;
    this.store = store;
    this.entries =
        store.openMap(
            "entries", new MVMap.Builder<String, Versioned>().valueType(new Versioned.Type()));
    this.meta = store.openMap("meta");
  }

  /**
   * What is registered concerns the owner of the mesh alone; a folder that is there is left as is.
   */
  private static void makeForOwnerAlone(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Files.createDirectories(directory);
    if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * @throws StoreException naming the file and what to do about it
   */
  static StoreFile open(Path directory) {
    return open(directory, "");
  }

  /**
   * @param fileSystem the prefix of one of H2's file systems; empty for the machine's
   */
  static StoreFile open(Path directory, String fileSystem) {
    Path file = directory.resolve(FILE);
    try {
      makeForOwnerAlone(directory);
      refuseEmpty(file);
      var store =
          new MVStore.Builder()
              .fileName(fileSystem + file)
              .autoCommitDisabled() // and with it MVStore's background threads
              .cacheSize(CACHE_MB)
              .open();
      store.setRetentionTime(0);
      store.setVersionsToKeep(VERSIONS_KEPT);
      var opened = new StoreFile(directory, store);
      Files.writeString(directory.resolve(PID_FILE), Long.toString(ProcessHandle.current().pid()));
      return opened;
    } catch (MVStoreException e) {
      throw new StoreException(explain(directory, file, e), e);
    } catch (IOException e) {
      throw new StoreException("cannot use the data directory " + directory + ": " + e, e);
    } catch (IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new StoreException(corrupt(file, e), e); // MVStore on bytes that it did not expect
    }
  }

  /** MVStore would take it for a new file, and the registry would start without a word. */
  private static void refuseEmpty(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) == 0) {
      throw new StoreException(
          "the registry's file "
              + file
              + " is empty: restore it from a backup, or move it away to start with an empty"
              + " registry");
    }
  }

  private static String explain(Path directory, Path file, MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_FILE_LOCKED ->
          "the data directory "
              + directory
              + " is in use by another weft registry"
              + owner(directory);
      case DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED ->
          e.getCause() instanceof EOFException
              ? corrupt(file, e)
              : "cannot read or write " + file + ": " + e.getMessage();
      default -> corrupt(file, e);
    };
  }

  private static String corrupt(Path file, Exception e) {
    return "the registry's file "
        + file
        + " is damaged: restore it from a backup, or move it away to start with an empty registry ("
        + e.getMessage()
        + ")";
  }

  private static String owner(Path directory) {
    try {
      return " (pid " + Files.readString(directory.resolve(PID_FILE)).strip() + ")";
    } catch (IOException e) {
      return ""; // only a courtesy
    }
  }

  long revision() {
    Long revision = meta.get(REVISION);
    return revision == null ? 0 : revision;
  }

  Store.@Nullable Entry entry(String key) {
    try {
      Versioned found = entries.get(key);
      return found == null ? null : new Store.Entry(key, found.value(), found.modRevision());
    } catch (MVStoreException | IndexOutOfBoundsException e) {
      throw unreadable(e);
    }
  }

  /** The entries whose keys start with a prefix, by key. */
  Store.Range range(String prefix) {
    try {
      var found = new ArrayList<Store.Entry>();
      Cursor<String, Versioned> cursor = entries.cursor(prefix);
      while (cursor.hasNext()) {
        String key = cursor.next();
        if (!key.startsWith(prefix)) {
          break;
        }
        found.add(new Store.Entry(key, cursor.getValue().value(), cursor.getValue().modRevision()));
      }
      return new Store.Range(revision(), found);
    } catch (MVStoreException | IndexOutOfBoundsException e) {
      throw unreadable(e);
    }
  }

  /** MVStore reads pages when they are asked for, so that damage can show long after opening. */
  private StoreException unreadable(RuntimeException e) {
    return new StoreException(corrupt(directory.resolve(FILE), e), e);
  }

  void put(String key, byte[] value, long revision) {
    entries.put(key, new Versioned(revision, value));
    meta.put(REVISION, revision);
  }

  void remove(String key, long revision) {
    entries.remove(key);
    meta.put(REVISION, revision);
  }

  /** Makes every put and remove so far durable: they are on the disk when this returns. */
  void commit() {
    try {
      store.commit();
      store.sync();
      if (++commits % COMMITS_BETWEEN_COMPACTIONS == 0
          && store.compact(COMPACT_BELOW_FILL_PERCENT, COMPACT_BYTES)) {
        store.commit();
        store.sync();
      }
    } catch (MVStoreException e) {
      throw new StoreException(
          "cannot write to " + directory.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  void close() {
    try {
      store.close(); // with no time to compact: moving chunks about is not worth a risk here
      Files.deleteIfExists(directory.resolve(PID_FILE));
    } catch (MVStoreException | IOException e) {
      throw new StoreException("cannot close " + directory.resolve(FILE) + ": " + e, e);
    }
  }

  /** Lets go of the file after a failed write, without trying to write again. */
  void abandon() {
    store.closeImmediately();
  }
}
