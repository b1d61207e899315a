package dev.weft.registry.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** An {@link EndlessWriter} in a process of its own, which waits until it is told to begin. */
final class WriterProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  /**
   * @param shellCommands run before it, such as a limit; empty for none
   */
  WriterProcess(Path directory, String shellCommands) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process =
        new ProcessBuilder(
                "sh",
                "-c",
                shellCommands + "exec \"$@\"",
                "sh",
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx64m",
                "-cp",
                placeOf(EndlessWriter.class) + File.pathSeparator + placeOf(LogStore.class),
                EndlessWriter.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** The whole class path would cost each process a tenth of a second. */
  private static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  void begin() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Null once it has ended and everything it said is read. */
  String line() throws IOException {
    return lines.readLine();
  }

  List<String> allLines() {
    return lines.lines().toList();
  }

  /** As {@code kill -9}; what it said before can still be read. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the pipe
  }

  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    process.waitFor();
    lines.close();
  }
}
