package dev.weft.bench.fault.front;

import dev.weft.bench.fault.call.Line;
import dev.weft.bench.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A proxy that is started anew for each service, from a template of its configuration. Where the
 * template has {@code @ROUTEES@} the lines of all routees come, and {@code @LIMIT@} marks lines
 * that are for a limit.
 */
public final class Peer implements Front {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private final String name;
  private final String setUp;
  private final List<String> command;
  private final Path template;
  private final String routeeLines;
  private final Path work;

  private Peer(
      String name,
      String setUp,
      List<String> command,
      Path template,
      String routeeLines,
      Path work) {
    this.name = name;
    this.setUp = setUp;
    this.command = command;
    this.template = template;
    this.routeeLines = routeeLines;
    this.work = work;
  }

  public static Peer haproxy(String binary, Path templates, Path work) {
    return new Peer(
        "HAProxy",
        "retries on all that can be, with redispatch; observes layer 7; a check a second, 100 ms"
            + " when in doubt; least connections; told each routee's limit where there is overload",
        List.of(binary, "-db", "-f", "@CONFIG@"),
        templates.resolve("haproxy/fault.cfg"),
        "  server @NAME@ @HOST@:@PORT@ maxconn @MOST@\n",
        work);
  }

  public static Peer envoy(String binary, Path templates, Path work) {
    return new Peer(
        "Envoy",
        "retries with a budget, never the same host twice; outlier detection on one to five errors;"
            + " a check a second; least request; adaptive concurrency where there is overload",
        List.of(
            binary,
            "--concurrency",
            "2",
            "--disable-hot-restart",
            "--log-level",
            "warning",
            "-c",
            "@CONFIG@"),
        templates.resolve("envoy/fault.yaml"),
        "              - endpoint: {address: {socket_address:"
            + " {address: @HOST@, port_value: @PORT@}}}\n",
        work);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String setUp() {
    return setUp;
  }

  @Override
  public Door open(String service, List<Address> routees, int limit) {
    int port = Server.freePort();
    String lines =
        routees.stream()
            .map(routee ->
                routeeLines
                    .replace("@NAME@", routee.name())
                    .replace("@HOST@", routee.host())
                    .replace("@PORT@", String.valueOf(routee.port()))
                    .replace("@MOST@", String.valueOf(limit > 0 ? limit : MOST)))
            .collect(Collectors.joining());
    Path config = work.resolve(service + "-" + template.getFileName());
    try {
      String text =
          Files.readAllLines(template).stream()
              .filter(line -> limit > 0 || !line.contains("@LIMIT@"))
              .map(line -> line.replace("# @LIMIT@", ""))
              .map(line -> line.strip().equals("@ROUTEES@") ? lines : line + "\n")
              .collect(Collectors.joining());
      Files.writeString(config, text.replace("@PORT@", String.valueOf(port)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var started =
        new Started(
            command.stream().map(word -> word.replace("@CONFIG@", config.toString())).toList(),
            work.resolve(name + "-" + service + ".out"),
            Map.of());
    var door = new Running(started, port, service);
    door.awaitAll(routees);
    return door;
  }

  private record Running(Started process, int port, String host) implements Door {
    @Override
    public String standing(Address routee) {
      return "";
    }

    @Override
    public boolean terminate(Duration within) {
      process.signal("TERM");
      return process.ends(within);
    }

    /** Until twenty calls in a row are good: the first health checks are over then. */
    @Override
    public void awaitAll(List<Address> routees) {
      int inARow = 0;
      for (int tries = 0; inARow < 20; tries++) {
        inARow = isGood() ? inARow + 1 : 0;
        if (tries == 500) {
          throw new IllegalStateException("it does not serve: " + process.said());
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }

    private boolean isGood() {
      try (var line = new Line(port, PATIENCE)) {
        line.call("GET /healthz HTTP/1.1\r\nhost: " + host + "\r\n\r\n", PATIENCE);
        return line.status() == 200;
      } catch (IOException e) {
        return false; // it does not listen yet
      }
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
