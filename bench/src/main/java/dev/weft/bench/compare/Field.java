package dev.weft.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The origins and all the proxies before them, started and serving; closing ends them. */
final class Field implements AutoCloseable {
  private static final String PROXY_CORE = "1";
  private static final String ALL_CORES = "0,1";

  /** One loop, as on the one core that it is measured on, before it is kept there. */
  private static final Map<String, String> AS_SHIPPED =
      Map.of("WEFT_JAVA_OPTS", "-XX:ActiveProcessorCount=1");

  /** A proxy that serves. */
  record Entry(Proxy proxy, Running process, int port, int http2Port, int tlsPort) {}

  private final Path peers;
  private final Path work;
  private final List<Running> started = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();

  Field(Path peers, Path work, String origin) {
    this.peers = peers;
    this.work = work;
    int port = freePorts(2);
    values.put("@ORIGIN_1@", String.valueOf(port));
    values.put("@ORIGIN_2@", String.valueOf(port + 1));
    start("origin", List.of(origin, String.valueOf(port), "2"), Load.CORE, Map.of());
  }

  /** Starts the registry that Weft's agent follows. */
  void registry(String launcher) {
    int port = freePorts(1);
    values.put("@REGISTRY@", String.valueOf(port));
    values.put("@WORK@", work.toString());
    start(
        "registry",
        List.of(
            launcher,
            "registry",
            "-f",
            written("weft/mesh.yaml").toString(),
            "--data",
            work.resolve("registry").toString(),
            "--registry-port",
            String.valueOf(port)),
        Load.CORE,
        Map.of());
  }

  /** Starts a proxy and waits until it answers for the origin. */
  void proxy(Proxy proxy, Load load) {
    int port = freePorts(3);
    int http2Port = proxy.http2Port() ? port + 1 : port;
    values.put("@PORT@", String.valueOf(port));
    values.put("@H2_PORT@", String.valueOf(http2Port));
    values.put("@TLS_PORT@", String.valueOf(port + 2));
    values.put("@CERTIFICATE@", work.resolve("certificate.pem").toString());
    values.put("@KEY@", work.resolve("key.pem").toString());
    values.put("@BOTH@", work.resolve("both.pem").toString());
    values.put("@WORK@", work.toString());
    if (!proxy.template().isEmpty()) {
      values.put("@CONFIG@", written(proxy.template()).toString());
    }
    Running process =
        start(
            proxy.name(),
            proxy.command().stream().map(this::filled).toList(),
            proxy.jvm() ? ALL_CORES : PROXY_CORE,
            AS_SHIPPED);
    for (int tries = 0; !answers(load, port); tries++) {
      if (!process.alive() || tries == 60) {
        throw new IllegalStateException(proxy.name() + " does not serve: " + process.said());
      }
    }
    entries.add(new Entry(proxy, process, port, http2Port, port + 2));
  }

  /** Loads it for half a second and says whether every answer was a good one. */
  private static boolean answers(Load load, int port) {
    Load.Outcome outcome;
    try {
      outcome = load.atRate(port, "/100", 0.5, 20);
    } catch (IllegalStateException e) {
      Commands.output(List.of("sleep", "0.5"), Map.of()); // it does not listen yet
      return false;
    }
    return outcome.done() == 10 && outcome.failed() == 0;
  }

  /** Loads each until what it compiles is compiled, then keeps it on its core. */
  void warmUp(Load load, int seconds, Set<Proxy.Wire> wires) {
    for (Entry entry : entries) {
      double each = entry.proxy().jvm() ? seconds / 2.0 : 0.5;
      load.saturate(entry.port(), "/100", each);
      load.saturate(entry.port(), "/10k", each);
      for (String path : List.of("/100", "/10k")) {
        if (wires.contains(Proxy.Wire.HTTP2) && entry.proxy().wires().contains(Proxy.Wire.HTTP2)) {
          load.http2(entry.http2Port(), path, each);
        }
        if (wires.contains(Proxy.Wire.TLS) && entry.proxy().wires().contains(Proxy.Wire.TLS)) {
          load.tls(entry.tlsPort(), path, each);
        }
      }
      entry.process().pin(PROXY_CORE);
    }
  }

  /** Those that are measured with a wire. */
  List<Entry> entries(Proxy.Wire wire) {
    return entries.stream().filter(entry -> entry.proxy().wires().contains(wire)).toList();
  }

  private Running start(
      String name, List<String> command, String cores, Map<String, String> environment) {
    var running = new Running(name, command, cores, environment, work);
    started.add(running);
    return running;
  }

  private String filled(String text) {
    String filled = text;
    for (var value : values.entrySet()) {
      filled = filled.replace(value.getKey(), value.getValue());
    }
    return filled;
  }

  private Path written(String template) {
    try {
      Path file = work.resolve(Path.of(template).getFileName());
      return Files.writeString(file, filled(Files.readString(peers.resolve(template))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first of so many free ports in a row, below those that the system hands out. */
  private static int freePorts(int count) {
    var random = new java.util.Random();
    while (true) {
      int first = 20_000 + random.nextInt(10_000);
      boolean free = true;
      for (int i = 0; i < count && free; i++) {
        try (var socket = new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress())) {
          free = socket.isBound();
        } catch (IOException e) {
          free = false;
        }
      }
      if (free) {
        return first;
      }
    }
  }

  @Override
  public void close() {
    started.reversed().forEach(Running::close);
  }
}
