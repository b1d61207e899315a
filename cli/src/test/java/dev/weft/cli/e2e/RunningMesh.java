package dev.weft.cli.e2e;

import dev.weft.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A {@code weft up} on free ports and the programs that joined it; closing ends them all. */
final class RunningMesh implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final HttpClient http = HttpClient.newHttpClient();
  private final HttpClient caller;
  final URI registry;
  final URI broker;
  final URI admin;
  final Process process;
  private final List<Process> programs = new ArrayList<>();

  RunningMesh(Path data, String... more) throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                "up",
                "--data",
                data.toString(),
                "--registry-port",
                "0",
                "--broker-port",
                "0",
                "--admin-port",
                "0"));
    words.addAll(Arrays.asList(more));
    process = Weft.start(Map.of(), words.toArray(String[]::new));
    List<String> lines = Weft.linesUntil(process, "ready");
    registry = Weft.address(lines, "registry");
    broker = Weft.address(lines, "broker");
    admin = Weft.address(lines, "admin");
    caller =
        HttpClient.newBuilder()
            .proxy(
                ProxySelector.of(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.getPort())))
            .build();
  }

  /** What a shell beside this mesh would export. */
  Map<String, String> environment() {
    return Map.of("WEFT_API", registry.toString(), "WEFT_BROKER", broker.toString());
  }

  /** Starts {@code weft run} with these words. */
  Process run(String... words) throws IOException {
    var all = new ArrayList<>(List.of("run"));
    all.addAll(Arrays.asList(words));
    Process program = Weft.start(environment(), all.toArray(String[]::new));
    programs.add(program);
    return program;
  }

  /** Starts an instance of the example shop as a routee. */
  Process runShop(String service, String mainClass, String... options) throws IOException {
    var words = new ArrayList<>(List.of("--service", service));
    words.addAll(Arrays.asList(options));
    words.addAll(
        List.of(
            "--",
            Weft.java(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx32m",
            "-cp",
            Weft.examples(),
            "dev.weft.examples.shop." + mainClass));
    Process program = run(words.toArray(String[]::new));
    Weft.linesUntil(program, "registered");
    return program;
  }

  /** Calls a path of a service through the broker. */
  HttpResponse<String> call(String service, String path) throws Exception {
    return caller.send(
        HttpRequest.newBuilder(URI.create("http://" + service + path))
            .header("x-weft-explain", "1")
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> api(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(registry.resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  Weft.Outcome weft(String... words) throws Exception {
    return Weft.run(environment(), words);
  }

  /** Waits until as many routees of the service are passing. */
  void awaitPassing(String service, int count) {
    await(
        count + " passing routees of " + service,
        () -> {
          String rows = weftOut("get", "routees");
          return rows.lines()
                  .filter(row -> row.contains(service) && row.contains("passing"))
                  .count()
              == count;
        });
  }

  String weftOut(String... words) {
    try {
      return weft(words).out();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Asks again and again, with a short wait between, until it is so. */
  static void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  /** The same with a patience of its own. */
  static void await(String what, Duration patience, BooleanSupplier condition) {
    Eventually.so(() -> what, patience, condition);
  }

  @Override
  public void close() throws InterruptedException {
    programs.forEach(Process::destroy);
    for (Process program : programs) {
      end(program);
    }
    process.destroy();
    end(process);
    http.close();
    caller.close();
  }

  private static void end(Process program) throws InterruptedException {
    if (!program.waitFor(20, TimeUnit.SECONDS)) {
      program.descendants().forEach(ProcessHandle::destroyForcibly);
      program.destroyForcibly();
      throw new AssertionError("a process did not end within 20 s of SIGTERM");
    }
  }
}
