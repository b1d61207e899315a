package dev.weft.bench.fault.front;

import dev.weft.bench.fault.call.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code weft up} with Routees in files, and no policy at all. */
public final class Weft implements Front {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Path resources;
  private final Started process;
  private final int brokerPort;
  private final int adminPort;

  /**
   * Starts it and waits until it is ready.
   *
   * @param work an empty folder of its own
   */
  public Weft(String launcher, Path work) throws IOException {
    resources = Files.createDirectories(work.resolve("resources"));
    // A folder without any document is refused.
    Files.writeString(
        resources.resolve("namespace.yaml"),
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n");
    process =
        new Started(
            List.of(
                launcher,
                "up",
                "-f",
                resources.toString(),
                "--data",
                work.resolve("data").toString(),
                "--registry-port",
                "0",
                "--broker-port",
                "0",
                "--admin-port",
                "0"),
            work.resolve("weft.out"),
            Map.of());
    process.awaitSaid("(?m)^\\s*ready");
    brokerPort = port(process, "broker");
    adminPort = port(process, "admin");
  }

  /** The port that a part of Weft said it has. */
  public static int port(Started process, String part) {
    return Integer.parseInt(
        process.awaitSaid("(?m)^\\s*" + part + "\\s.*http://127\\.0\\.0\\.1:(\\d+)"));
  }

  @Override
  public String name() {
    return "Weft";
  }

  @Override
  public String setUp() {
    return "'weft up' with the routees in a file and no policy: everything at its default";
  }

  /** The documents of these routees. */
  public static String documents(String service, List<Address> routees) {
    var text = new StringBuilder();
    for (Address routee : routees) {
      text.append(
          """
          ---
          apiVersion: weft.dev/v1
          kind: Routee
          metadata: {name: %s}
          spec: {service: %s, address: %s, port: %d, protocol: http}
          """
              .formatted(routee.name(), service, routee.host(), routee.port()));
    }
    return text.toString();
  }

  @Override
  public Door open(String service, List<Address> routees, int limit) {
    Path file = resources.resolve(service + ".yaml");
    try {
      Files.writeString(file, documents(service, routees));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var door = new WeftDoor(service, file);
    door.awaitAll(routees);
    return door;
  }

  /** What {@code /routees} of an agent says of a routee's state, and its verdict before it. */
  static String standing(int adminPort, Address routee) {
    String page = page(adminPort, "/routees");
    Matcher matcher =
        Pattern.compile(
                "\"address\"\\s*:\\s*\""
                    + Pattern.quote(routee.toString())
                    + "\".*?\"verdict\"\\s*:\\s*\"(\\w+)\".*?\"state\"\\s*:\\s*\"(\\w+)\"",
                Pattern.DOTALL)
            .matcher(page);
    if (!matcher.find()) {
      return "absent";
    }
    return matcher.group(1).equals("failing") || matcher.group(1).equals("unknown")
        ? "not admitted"
        : matcher.group(2);
  }

  /** A page of an agent's admin port, or of a registry. */
  public static String page(int port, String path) {
    try (var line = new Line(port, PATIENCE)) {
      line.call("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n", PATIENCE);
      return line.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until an agent holds all of these for passing. */
  public static void awaitPassing(int adminPort, List<Address> routees) {
    for (long looks = PATIENCE.dividedBy(BETWEEN_LOOKS); looks > 0; looks--) {
      if (routees.stream().allMatch(routee -> standing(adminPort, routee).equals("passing"))) {
        return;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    throw new IllegalStateException("not all are passing: " + page(adminPort, "/routees"));
  }

  /** A service at Weft. */
  public final class WeftDoor implements Door {
    private final String service;
    private final Path file;

    WeftDoor(String service, Path file) {
      this.service = service;
      this.file = file;
    }

    @Override
    public int port() {
      return brokerPort;
    }

    @Override
    public String host() {
      return service;
    }

    @Override
    public String standing(Address routee) {
      return Weft.standing(adminPort, routee);
    }

    @Override
    public boolean terminate(Duration within) {
      process.signal("TERM");
      return process.ends(within);
    }

    @Override
    public void awaitAll(List<Address> routees) {
      awaitPassing(adminPort, routees);
    }

    @Override
    public void close() {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
