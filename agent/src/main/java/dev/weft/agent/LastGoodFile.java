package dev.weft.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import tools.jackson.core.JacksonException;

/**
 * The last good state on disk: a line that says what it is, then a document a line, then a line
 * with the checksum of all before. Written beside and renamed, so that there is always one whole
 * file. Not safe for use by several threads at once.
 */
final class LastGoodFile {
  private static final System.Logger LOG = System.getLogger(LastGoodFile.class.getName());
  private static final int FORMAT = 1;

  private final Path file;

  LastGoodFile(Path file) {
    this.file = file;
  }

  /** What was saved; empty if nothing was or it cannot be trusted, which is logged. */
  Optional<MirroredMesh.State> load() {
    try {
      return Optional.of(read(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JacksonException | ClassCastException e) {
      return unusable("it is damaged");
    } catch (IOException e) {
      return unusable(String.valueOf(e.getMessage()));
    }
  }

  private Optional<MirroredMesh.State> unusable(String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "the last good snapshot cannot be used, the registry is waited for: " + file + ": " + why);
    return Optional.empty();
  }

  private static MirroredMesh.State read(byte[] bytes) throws IOException {
    List<byte[]> lines = lines(bytes);
    if (lines.size() < 2) {
      throw new IOException("it is cut off");
    }
    byte[] last = lines.removeLast();
    var checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length - last.length - 1);
    boolean whole =
        RegistryCalls.tree(last).get("crc32c") instanceof Number crc
            && crc.longValue() == checksum.getValue();
    Map<String, Object> head = RegistryCalls.tree(lines.removeFirst());
    if (!whole
        || !(head.get("format") instanceof Number format && format.intValue() == FORMAT)
        || !(head.get("revision") instanceof Number revision)) {
      throw new IOException("it is damaged, or of another version");
    }
    return new MirroredMesh.State(
        String.valueOf(head.get("registry")), revision.longValue(), lines);
  }

  private static List<byte[]> lines(byte[] bytes) {
    var lines = new ArrayList<byte[]>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(Arrays.copyOfRange(bytes, from, i));
        from = i + 1;
      }
    }
    return lines;
  }

  /** Replaces what was saved; on disk when this returns. */
  void save(MirroredMesh.State state) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder, ownerOnly("rwx------"));
    }
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly("rw-------"))) {
      var checked = new CheckedOutputStream(Channels.newOutputStream(channel), new CRC32C());
      var out = new BufferedOutputStream(checked, 64 << 10);
      write(out, head(state));
      for (byte[] document : state.documents()) {
        out.write(document);
        out.write('\n');
      }
      out.flush();
      write(out, Map.of("crc32c", checked.getChecksum().getValue()));
      out.flush();
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static Map<String, Object> head(MirroredMesh.State state) {
    var head = new LinkedHashMap<String, Object>();
    head.put("format", FORMAT);
    head.put("registry", state.registry());
    head.put("revision", state.revision());
    return head;
  }

  private static void write(OutputStream out, Map<String, Object> line) throws IOException {
    out.write(RegistryCalls.MAPPER.writeValueAsBytes(line));
    out.write('\n');
  }
}
