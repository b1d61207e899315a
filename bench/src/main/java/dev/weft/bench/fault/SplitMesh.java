package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Line;
import dev.weft.bench.fault.front.Address;
import dev.weft.bench.fault.front.Started;
import dev.weft.bench.fault.front.Weft;
import dev.weft.bench.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A registry and one agent, as processes of their own that can die and live again. */
final class SplitMesh implements AutoCloseable {
  private final String launcher;
  private final Path work;
  private final Path resources;
  private final int registryPort = Server.freePort();
  private int lives;
  private Started registry;
  private Started agent;

  /** Starts both, the registry with these documents. */
  SplitMesh(String launcher, Path work, String documents) throws IOException {
    this.launcher = launcher;
    this.work = work;
    resources = Files.createDirectories(work.resolve("resources"));
    Files.writeString(resources.resolve("mesh.yaml"), documents);
    registry = started(registryWords());
    agent = started(agentWords());
  }

  private List<String> registryWords() {
    return List.of(
        "registry",
        "-f",
        resources.toString(),
        "--data",
        work.resolve("registry").toString(),
        "--registry-port",
        String.valueOf(registryPort));
  }

  private List<String> agentWords() {
    return List.of(
        "agent",
        "--registry",
        "http://127.0.0.1:" + registryPort,
        "--data",
        work.resolve("agent").toString(),
        "--name",
        "fault",
        "--broker-port",
        "0",
        "--admin-port",
        "0");
  }

  private Started started(List<String> words) {
    lives++;
    var command = new java.util.ArrayList<>(List.of(launcher));
    command.addAll(words);
    var process =
        new Started(command, work.resolve(words.getFirst() + "-" + lives + ".out"), Map.of());
    process.awaitSaid("(?m)^\\s*ready");
    return process;
  }

  int registryPort() {
    return registryPort;
  }

  int brokerPort() {
    return Weft.port(agent, "broker");
  }

  int adminPort() {
    return Weft.port(agent, "admin");
  }

  /** What the agent wrote in this life. */
  String agentSaid() {
    return agent.said();
  }

  /** Registers a routee by the API, as a program does that renews its lease itself. */
  void register(String service, Address routee, int leaseSeconds) throws IOException {
    String document =
        """
        {"apiVersion": "weft.dev/v1", "kind": "Routee", "metadata": {"name": "%s"}, "spec":
         {"service": "%s", "address": "%s", "port": %d, "lease": {"ttlSeconds": %d}}}\
        """
            .formatted(routee.name(), service, routee.host(), routee.port(), leaseSeconds);
    try (var line = new Line(registryPort, Duration.ofSeconds(5))) {
      line.call(
          """
          PUT /apis/weft.dev/v1/namespaces/default/routees/%s HTTP/1.1\r
          host: localhost\r
          content-type: application/json\r
          content-length: %d\r
          \r
          %s\
          """
              .formatted(routee.name(), document.length(), document),
          Duration.ofSeconds(5));
      if (line.status() / 100 != 2) {
        throw new IOException(line.status() + " " + line.body());
      }
    }
  }

  /** Other documents from now on, or from the registry's next life. */
  void documents(String text) throws IOException {
    Files.writeString(resources.resolve("mesh.yaml"), text);
  }

  /** SIGKILL. */
  void killRegistry() {
    registry.close();
  }

  void startRegistry() {
    registry = started(registryWords());
  }

  /** SIGKILL, and a new life on the same data. */
  void restartAgent() {
    agent.close();
    agent = started(agentWords());
  }

  @Override
  public void close() {
    agent.close();
    registry.close();
  }
}
