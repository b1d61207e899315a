package dev.weft.control.page;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.weft.control.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium, driven by its own DevTools protocol. Where there is none, the tests that
 * want it are skipped, and say so.
 */
final class Browser implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on ws://127.0.0.1:(\\d+)/");
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final Path profile;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Browser(Process process, Path profile, int port) {
    this.process = process;
    this.profile = profile;
    this.port = port;
  }

  static Browser start() throws IOException {
    Path program = program();
    if (program == null) {
      System.err.println("NO CHROMIUM: the page is not tested in a browser; install chromium");
      return abort("no Chromium on the PATH: the page is not tested in a browser");
    }
    Path profile = Files.createTempDirectory("weft-browser");
    var words = new ArrayList<String>();
    words.add(program.toString());
    words.addAll(
        List.of(
            "--headless",
            "--no-sandbox", // only this test's own server is visited
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank"));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    return new Browser(process, profile, portOf(process));
  }

  private static @Nullable Path program() {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String folder : path.split(Pattern.quote(java.io.File.pathSeparator), -1)) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file;
        }
      }
    }
    return null;
  }

  private static int portOf(Process process) throws IOException {
    var said = new StringBuilder();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual().name("browser-output").start(() -> readOn(out));
        return Integer.parseInt(matcher.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException("Chromium ended before it listened:\n" + said);
  }

  /** So that it never waits for somebody to read what it says. */
  private static void readOn(BufferedReader out) {
    try {
      String line = out.readLine();
      while (line != null) {
        line = out.readLine();
      }
    } catch (IOException e) {
      return; // it was ended
    }
  }

  /** A new tab with nothing in it. */
  Tab open() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    Map<String, Object> answer =
        Json.readObject(client.send(request, BodyHandlers.ofByteArray()).body());
    return Tab.attach(client, URI.create(String.valueOf(answer.get("webSocketDebuggerUrl"))));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Chromium does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
    deleteProfile();
  }

  private void deleteProfile() {
    try (Stream<Path> files = Files.walk(profile)) {
      files
          .sorted((a, b) -> b.compareTo(a))
          .forEach(file -> {
            try {
              Files.deleteIfExists(file);
            } catch (IOException e) {
              file.toFile().deleteOnExit(); // a child of it was still writing
            }
          });
    } catch (IOException | UncheckedIOException e) {
      profile.toFile().deleteOnExit();
    }
  }
}
