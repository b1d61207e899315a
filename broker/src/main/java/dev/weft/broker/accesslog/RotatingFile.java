package dev.weft.broker.accesslog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that is put aside as {@code NAME.1} when it is full, what was there before as
 * {@code NAME.2}, and so on; the oldest goes. Belongs to one thread.
 */
final class RotatingFile implements AutoCloseable {
  private final Path file;
  private final long mostBytes;
  private final int kept;
  private @Nullable OutputStream out;
  private long bytes;

  /**
   * @param mostBytes after which it is put aside
   * @param kept how many that were put aside stay, at least 1
   */
  RotatingFile(Path file, long mostBytes, int kept) throws IOException {
    this.file = file;
    this.mostBytes = mostBytes;
    this.kept = kept;
    out = open();
  }

  private OutputStream open() throws IOException {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    bytes = Files.exists(file) ? Files.size(file) : 0;
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), 1 << 16);
  }

  void write(String line) throws IOException {
    byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes > 0 && bytes + text.length > mostBytes) {
      rotate();
    }
    OutputStream to = out;
    if (to == null) {
      to = open();
      out = to;
    }
    to.write(text);
    bytes += text.length;
  }

  void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  private void rotate() throws IOException {
    close();
    for (int i = kept - 1; i >= 1; i--) {
      if (Files.exists(aside(i))) {
        Files.move(aside(i), aside(i + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(file, aside(1), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path aside(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void close() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }
}
