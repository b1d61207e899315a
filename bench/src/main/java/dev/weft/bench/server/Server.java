package dev.weft.bench.server;

import dev.weft.bench.load.Ask;
import dev.weft.bench.load.Connection;
import dev.weft.bench.load.Driver;
import dev.weft.model.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server process that was started for a measurement; closing kills it. */
public final class Server implements AutoCloseable {
  /** The core that every server runs on while it is measured; the load has the others. */
  private static final String SERVER_CORE = "1";

  private static final String ALL_CORES = "0,1";

  private static final int FIRST_PORT = 20_000;
  private static final int PORT_PAIRS = 5_000;
  private static final Duration ONE_TRY = Duration.ofSeconds(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(5);
  private static final long NANOS_PER_TICK = 10_000_000;

  private final Peer peer;
  private final int port;
  private final Clock clock;
  private final Path output;
  private final Process process;
  private final long startedNanos;

  /** Starts a server and does not wait for it. */
  public Server(Peer peer, Path data, int port, Clock clock) {
    this.peer = peer;
    this.port = port;
    this.clock = clock;
    output = data.resolveSibling(data.getFileName() + ".out");
    var command = new ArrayList<>(List.of("taskset", "-c", ALL_CORES));
    command.addAll(peer.command(data, port));
    try {
      startedNanos = clock.nanos();
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server on a free port and waits until it serves. */
  public static Server serving(Peer peer, Path data, Clock clock) {
    var server = new Server(peer, data, freePort(), clock);
    if (server.awaitService(Duration.ofSeconds(60)).isEmpty()) {
      String said = server.said();
      server.close();
      throw new IllegalStateException(peer.name() + " does not serve: " + said);
    }
    return server;
  }

  /** A port that is free together with the one above it, below those that clients are given. */
  public static int freePort() {
    var random = new Random();
    while (true) {
      int port = FIRST_PORT + 2 * random.nextInt(PORT_PAIRS);
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Nanoseconds from the start to the first read that is answered; empty if none came in time. */
  public OptionalLong awaitService(Duration most) {
    long end = startedNanos + most.toNanos();
    while (process.isAlive() && clock.nanos() < end) {
      if (read(new Ask.ReadOne(), piece -> {}, ONE_TRY)) {
        return OptionalLong.of(clock.nanos() - startedNanos);
      }
      rest(BETWEEN_TRIES);
    }
    return OptionalLong.empty();
  }

  /** Waits, with nothing to wait for but the time. */
  private void rest(Duration time) {
    try (var driver = new Driver(port, clock)) {
      driver.turn(time);
    }
  }

  /**
   * Asks once on a connection of its own.
   *
   * @return whether it was answered as it should be, in time
   */
  public boolean read(Ask ask, Consumer<ByteBuffer> body, Duration most) {
    var answers = new OneAnswer(body);
    try (var driver = new Driver(port, clock)) {
      Connection connection = driver.connect(peer.wire(port), answers);
      connection.ask(ask);
      driver.await(() -> answers.over, most);
      return answers.good;
    } catch (IOException e) {
      return false; // it does not listen, which is an answer too
    }
  }

  private static final class OneAnswer implements Connection.Listener {
    private final Consumer<ByteBuffer> body;
    private boolean over;
    private boolean good;

    OneAnswer(Consumer<ByteBuffer> body) {
      this.body = body;
    }

    @Override
    public void body(ByteBuffer piece) {
      body.accept(piece);
    }

    @Override
    public void done(boolean ok) {
      over = true;
      good = ok;
    }

    @Override
    public void lost() {
      over = true;
    }
  }

  public Peer peer() {
    return peer;
  }

  public int port() {
    return port;
  }

  /** CPU time of all its threads so far, those that have ended included, to 10 ms. */
  public long cpuNanos() {
    String stat = line(Path.of("/proc", String.valueOf(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
  }

  /** Resident memory in octets. */
  public long rss() {
    return status("VmRSS");
  }

  /** The most resident memory so far, in octets. */
  public long peakRss() {
    return status("VmHWM");
  }

  private long status(String field) {
    return line(Path.of("/proc", String.valueOf(process.pid()), "status"))
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }

  private static String line(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it wrote to its terminal. */
  public String said() {
    return line(output);
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /**
   * Keeps all its threads on one core from now on. Until then it has them all, so that what a JVM
   * compiles at first is soon compiled.
   */
  public void pin() {
    command("taskset", "-a", "-c", "-p", SERVER_CORE, String.valueOf(process.pid()));
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String name) {
    command("kill", "-" + name, String.valueOf(process.pid()));
  }

  private static void command(String... words) {
    try {
      new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills it with SIGKILL and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("process " + process.pid() + " cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
