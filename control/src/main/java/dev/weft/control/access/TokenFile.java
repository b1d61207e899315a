package dev.weft.control.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.control.ControlException;
import dev.weft.control.json.Json;
import dev.weft.control.json.MalformedJsonException;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.registry.store.Backup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code tokens.json}: replaced whole by a rename, so that a reader never sees half of it; writers,
 * of this process and of others, take turns by a lock on {@code tokens.lock}.
 */
final class TokenFile {
  /** Far more tokens than people make, and few enough that a reader's memory is safe. */
  private static final long MAX_BYTES = 4 << 20;

  private static final Object IN_PROCESS = new Object();

  private final Path directory;
  private final Path file;

  TokenFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(Backup.TOKENS);
  }

  /** Changes with every change of the file; null while there is none. */
  @Nullable String stamp() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The tokens; none where there is no file.
   *
   * @throws ControlException if the file cannot be read
   */
  List<Token> read() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw unreadable("it is larger than " + MAX_BYTES + " bytes", null);
      }
      var root = new Fields(Json.readObject(Files.readAllBytes(file)));
      List<Token> tokens = root.objects("tokens").stream().map(Token::fromStored).toList();
      root.throwIfAny("tokens.json");
      return tokens;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | MalformedJsonException | InvalidResourceException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads, changes and, if there is a difference, replaces the file; durable when this returns. */
  void change(UnaryOperator<List<Token>> change) {
    synchronized (IN_PROCESS) { // a file lock is held by the process, not by the thread
      try {
        Files.createDirectories(directory, ownerOnly("rwx------"));
        try (FileChannel lockFile = openOwnerOnly(directory.resolve("tokens.lock"));
            FileLock lock = lockFile.lock()) {
          assert lock.isValid();
          List<Token> before = read();
          List<Token> after = change.apply(before);
          if (!after.equals(before)) { // a file without need would close the API
            write(after);
          }
        }
      } catch (IOException e) {
        throw new ControlException("cannot write " + file + ": " + e.getMessage(), e);
      }
    }
  }

  private void write(List<Token> tokens) throws IOException {
    Path next = directory.resolve("tokens.json.new");
    Files.deleteIfExists(next);
    try (FileChannel out = openOwnerOnly(next)) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("tokens", tokens.stream().map(Token::toStoredTree).toList());
      ByteBuffer bytes = ByteBuffer.wrap(text(tree).getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (isPosix()) { // elsewhere a directory cannot be opened
      try (FileChannel renamed = FileChannel.open(directory, StandardOpenOption.READ)) {
        renamed.force(true);
      }
    }
  }

  private static String text(Map<String, Object> tree) {
    return new String(Json.write(tree), UTF_8).replace("},{", "},\n{") + "\n";
  }

  private FileChannel openOwnerOnly(Path path) throws IOException {
    return FileChannel.open(
        path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly("rw-------"));
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString(permissions);
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private ControlException unreadable(String reason, @Nullable Exception cause) {
    return new ControlException(
        "cannot read "
            + file
            + ": "
            + reason
            + "; bring it back from a copy, or delete it and make new tokens",
        cause);
  }
}
