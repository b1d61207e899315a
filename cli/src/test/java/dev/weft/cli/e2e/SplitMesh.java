package dev.weft.cli.e2e;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A registry and agents as processes of their own, with data of their own. */
final class SplitMesh implements AutoCloseable {

  final Path registryData;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private @Nullable Process registry;
  private int registryPort;

  SplitMesh(Path registryData) {
    this.registryData = registryData;
  }

  /** What every command and agent is told besides. */
  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** An agent that runs, and callers of its broker. */
  record Agent(Process process, URI broker, URI admin, HttpClient caller) {
    HttpResponse<String> call(String service) throws IOException, InterruptedException {
      return caller.send(
          HttpRequest.newBuilder(URI.create("http://" + service + "/"))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Starts the registry; a second time on the same port. */
  void startRegistry(String... more) throws IOException {
    startRegistryIn(Map.of(), more);
  }

  /** The same with variables of the environment. */
  void startRegistryIn(Map<String, String> variables, String... more) throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                "registry",
                "--data",
                registryData.toString(),
                "--registry-port",
                Integer.toString(registryPort)));
    words.addAll(Arrays.asList(more));
    Process started = Weft.start(variables, words.toArray(String[]::new));
    registry = started;
    processes.add(started);
    registryPort = Weft.address(Weft.linesUntil(started, "ready"), "registry").getPort();
    environment.put("WEFT_API", "http://127.0.0.1:" + registryPort);
  }

  void killRegistry() throws InterruptedException {
    Process running = registry;
    if (running != null) {
      running.destroyForcibly();
      running.waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** Sends the registry a signal, such as STOP. */
  void signalRegistry(String signal) throws IOException, InterruptedException {
    Process running = registry;
    if (running == null) {
      throw new AssertionError("no registry was started");
    }
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("kill -" + signal + " failed");
    }
  }

  Agent startAgent(Path data, String name, String... more) throws IOException {
    return startAgentAt(data, name, 0, 0, more);
  }

  Agent startAgentAt(Path data, String name, int brokerPort, int adminPort, String... more)
      throws IOException {
    var words =
        new ArrayList<>(
            List.of(
                "agent",
                "--data",
                data.toString(),
                "--name",
                name,
                "--broker-port",
                Integer.toString(brokerPort),
                "--admin-port",
                Integer.toString(adminPort)));
    words.addAll(Arrays.asList(more));
    Process process = Weft.start(environment, words.toArray(String[]::new));
    processes.add(process);
    List<String> lines = Weft.linesUntil(process, "ready");
    URI broker = Weft.address(lines, "broker");
    var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.getPort());
    return new Agent(
        process,
        broker,
        Weft.address(lines, "admin"),
        HttpClient.newBuilder().proxy(ProxySelector.of(proxy)).build());
  }

  Weft.Outcome weft(String... words) throws Exception {
    return Weft.run(environment, words);
  }

  String out(String... words) {
    try {
      return weft(words).out();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until as many routees of the default namespace are passing. */
  void awaitPassing(int count) {
    RunningMesh.await(
        count + " passing",
        () ->
            out("get", "routees").lines().filter(row -> row.contains("passing")).count() == count);
  }

  Map<String, String> environment() {
    return environment;
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes.reversed()) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("a process did not end within 20 s of SIGTERM");
      }
    }
  }
}
