package dev.weft.bench.fault;

import dev.weft.bench.fault.call.Line;
import dev.weft.bench.fault.front.Address;
import dev.weft.bench.fault.front.Started;
import dev.weft.bench.fault.routee.Behaviour;
import dev.weft.bench.fault.routee.Ledger;
import dev.weft.bench.fault.routee.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A routee's process, which can be made to fail; it may live more than once, on one port. */
final class Routee implements AutoCloseable {
  private static final Duration WARM = Duration.ofSeconds(5);
  private static final int WARM_CALLS = 300;

  private final List<String> before;
  private final Path work;
  private final Shape shape;
  private final String name;
  private final String host;
  private final Ledger ledger;
  private Started process;
  private Address address;

  /**
   * Starts it; {@link #awaitListening} tells when it listens.
   *
   * @param before words that run what follows them, such as in another network
   */
  Routee(String name, String host, List<String> before, Shape shape, Path work) throws IOException {
    this.before = before;
    this.work = work;
    this.shape = shape;
    this.name = name;
    this.host = host;
    ledger = Ledger.open(work.resolve(name + ".ledger"));
    process = start(0);
    address = new Address(name, host, 0);
  }

  private Started start(int port) {
    var command = new ArrayList<>(before);
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            name,
            host,
            String.valueOf(port),
            work.resolve(name + ".ledger").toString(),
            String.valueOf(shape.workers()),
            String.valueOf(shape.workMillis() * 1_000)));
    return new Started(command, work.resolve(name + ".out"), Map.of());
  }

  Address awaitListening() {
    address = new Address(name, host, Integer.parseInt(process.awaitSaid("port (\\d+)")));
    return address;
  }

  /** A JVM's first calls take it a hundred times as long as all others; this makes them. */
  void warmUp() {
    try (var line = new Line(host, address.port(), WARM)) {
      for (int i = 0; i < WARM_CALLS; i++) {
        line.call("GET /healthz HTTP/1.1\r\nhost: " + name + "\r\n\r\n", WARM);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Address address() {
    return address;
  }

  Ledger ledger() {
    return ledger;
  }

  void behave(Behaviour behaviour) {
    process.tell(behaviour.line());
  }

  /** SIGKILL. */
  void kill() {
    process.close();
  }

  /** Lives again after it was killed; {@link #awaitListening} tells when. */
  void restart() {
    process = start(address.port());
  }

  void freeze() {
    process.signal("STOP");
  }

  void thaw() {
    process.signal("CONT");
  }

  @Override
  public void close() {
    process.close();
  }
}
