package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of this machine, held by one process at a time and readable by its owner alone. */
final class FolderDisk implements Disk {
  private static final String LOCK = "registry.lock";
  private static final String MVSTORE = "registry.mv";
  private static final int LONGEST_PID = 20;

  private final Path folder;
  private final boolean posix;
  private final FileChannel lockFile;

  private FolderDisk(Path folder, boolean posix, FileChannel lockFile) {
    this.folder = folder;
    this.posix = posix;
    this.lockFile = lockFile;
  }

  /**
   * Takes a folder for this process, making it if it is not there.
   *
   * @throws StoreException if another process has it, it cannot be written, or an older Weft's file
   *     is in it
   */
  static FolderDisk open(Path folder) {
    try {
      make(folder);
      if (Files.exists(folder.resolve(MVSTORE))) {
        throw new StoreException(
            folder.resolve(MVSTORE)
                + " is of an older Weft and cannot be read by this one: move it away to start with"
                + " an empty registry");
      }
      boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
      return new FolderDisk(folder, posix, lock(folder, posix));
    } catch (IOException e) {
      throw new StoreException("cannot use the data directory " + folder + ": " + e, e);
    }
  }

  /** Makes the folder and sees to it that it is there after a power loss. */
  private static void make(Path folder) throws IOException {
    var made = new ArrayDeque<Path>();
    for (Path path = folder.toAbsolutePath();
        path != null && !Files.isDirectory(path);
        path = path.getParent()) {
      made.push(path);
    }
    if (made.isEmpty()) {
      return; // a folder that is there is left as it is
    }
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    for (Path path : made) {
      forceFolder(path.getParent());
    }
  }

  private static FileChannel lock(Path folder, boolean posix) throws IOException {
    FileChannel file = openForOwner(folder.resolve(LOCK), posix, StandardOpenOption.READ);
    try {
      FileLock lock = file.tryLock(LONGEST_PID, 1, false); // past the text: others may read that
      if (lock == null) {
        throw inUse(folder, file);
      }
      file.truncate(0);
      writeAll(file, ByteBuffer.wrap(pid().getBytes(US_ASCII)), 0);
      return file;
    } catch (OverlappingFileLockException e) {
      StoreException inUse = inUse(folder, file);
      file.close();
      throw inUse;
    } catch (IOException | StoreException e) {
      file.close();
      throw e;
    }
  }

  private static String pid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static StoreException inUse(Path folder, FileChannel lockFile) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
    lockFile.read(pid, 0);
    String owner = new String(pid.array(), 0, pid.position(), US_ASCII);
    return new StoreException(
        "the data directory "
            + folder
            + " is in use by another weft registry"
            + (owner.isEmpty() ? "" : " (pid " + owner + ")"));
  }

  private static FileChannel openForOwner(Path file, boolean posix, StandardOpenOption... more)
      throws IOException {
    var options = new HashSet<StandardOpenOption>(List.of(more));
    options.add(StandardOpenOption.CREATE);
    options.add(StandardOpenOption.WRITE);
    FileAttribute<?>[] rights =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return FileChannel.open(file, Set.copyOf(options), rights);
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Override
  public String path(String name) {
    return folder.resolve(name).toString();
  }

  @Override
  public InputStream read(String name) throws IOException {
    return new FileInputStream(path(name)); // unlike a channel, it survives an interrupt
  }

  @Override
  public Writable open(String name) throws IOException {
    return new File(openForOwner(folder.resolve(name), posix));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void forceNames() throws IOException {
    forceFolder(folder);
  }

  private static void forceFolder(@Nullable Path folder) throws IOException {
    if (folder == null || System.getProperty("os.name").startsWith("Windows")) {
      return; // Windows opens no folders; its file systems log their names themselves
    }
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }

  private static void writeAll(FileChannel file, ByteBuffer source, long position)
      throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += file.write(source, at);
    }
  }

  private record File(FileChannel channel) implements Writable {
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      writeAll(channel, source, position);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long length) throws IOException {
      channel.truncate(length);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
