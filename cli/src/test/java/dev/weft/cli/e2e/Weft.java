package dev.weft.cli.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The built distribution, started as a user would start it. */
final class Weft {
  private static final Path HOME = Path.of(System.getProperty("weft.distribution"));

  private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

  private Weft() {}

  record Outcome(int exitCode, String out, String err) {}

  /** Starts a command; standard error joins standard output. */
  static Process start(Map<String, String> environment, String... words) throws IOException {
    return builder(environment, words).redirectErrorStream(true).start();
  }

  /** Runs a command to its end. */
  static Outcome run(Map<String, String> environment, String... words) throws Exception {
    Path out = Files.createTempFile("weft", ".out");
    Path err = Files.createTempFile("weft", ".err");
    try {
      Process process =
          builder(environment, words)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("weft " + String.join(" ", words) + " did not end within 60 s");
      }
      return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The JVM that these tests run on, for programs that tests start as routees. */
  static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  /** The class path of the example shop. */
  static String examples() {
    return HOME.resolve("lib/examples") + "/*:" + HOME.resolve("lib") + "/*";
  }

  /** Reads a process's lines until one contains the text. */
  static List<String> linesUntil(Process process, String text) throws IOException {
    var lines = new ArrayList<String>();
    var reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      lines.add(line);
      if (line.contains(text)) {
        drain(reader);
        return lines;
      }
    }
    throw new AssertionError("ended without saying '" + text + "': " + lines);
  }

  /** The address that a mesh said one of its parts has. */
  static URI address(List<String> lines, String part) {
    for (String line : lines) {
      Matcher matcher = ADDRESS.matcher(line);
      if (line.strip().startsWith(part) && matcher.find()) {
        return URI.create(matcher.group(1));
      }
    }
    throw new AssertionError("no address of the " + part + " in " + lines);
  }

  /** Goes on reading, so that the process never waits for a full pipe. */
  private static void drain(BufferedReader reader) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (reader.readLine() != null) {
              // only read
            }
          } catch (IOException e) {
            // the process is gone
          }
        });
  }

  private static ProcessBuilder builder(Map<String, String> environment, String... words) {
    var command = new ArrayList<String>();
    command.add(HOME.resolve("bin/weft").toString());
    command.addAll(Arrays.asList(words));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return builder;
  }
}
