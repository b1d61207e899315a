package dev.weft.cli.demo;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ServiceEnvironment;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.time.Clock;
import dev.weft.routee.CommandNotFoundException;
import dev.weft.routee.PortInUseException;
import dev.weft.routee.RegistryEndpoint;
import dev.weft.routee.RestartPolicy;
import dev.weft.routee.RestartingProgram;
import dev.weft.routee.Supervisor;
import dev.weft.routee.SupervisorListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Starts members as {@code weft run} would: real processes, each with its supervisor that starts it
 * again when it fails.
 */
final class Supervised implements Member.Starter {
  private static final int MAX_RESTARTS = 10;
  private static final int SIGNAL_BASE = 128;
  private static final int CONNECT_MILLIS = 500;
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final MeshView mesh;
  private final Path output;
  private final Clock clock;
  private volatile Consumer<String> heard = _ -> {};
  private final String code = ShopCode.classPath();

  Supervised(MeshView mesh, Path output, Clock clock) {
    this.mesh = mesh;
    this.output = output;
    this.clock = clock;
  }

  @Override
  public Member start(Trade trade, String name) {
    try {
      var program =
          RestartingProgram.start(
              options(trade, name),
              new RestartPolicy(RestartPolicy.When.ON_FAILURE, MAX_RESTARTS),
              Supervised::listens,
              clock,
              new Ear(name));
      return new SupervisedMember(program);
    } catch (CommandNotFoundException | PortInUseException e) {
      throw new CommandFailure(ExitCode.FAILED, name + " could not be started: " + e.getMessage());
    }
  }

  private Supervisor.Options options(Trade trade, String name) {
    return new Supervisor.Options(
        ServiceName.DEFAULT_NAMESPACE,
        trade.service(),
        name,
        0,
        trade.protocol(),
        "",
        Map.of(),
        command(trade),
        RegistryEndpoint.of(mesh.registry(), null, null),
        mesh.broker(),
        false,
        output.resolve(name + ".log"),
        Supervisor.Options.DEFAULT_READY_TIMEOUT,
        Duration.ZERO, // the callers have ended before the shop does
        GRACE,
        tcpServices());
  }

  private List<String> command(Trade trade) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED", // for gRPC's Netty, which would warn otherwise
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        code,
        trade.mainClass());
  }

  /** {@code NAME_SERVICE_HOST} and {@code NAME_SERVICE_PORT} of what the broker offers on TCP. */
  private Map<String, String> tcpServices() {
    var variables = new TreeMap<String, String>();
    for (Snapshot.ServiceState state : mesh.snapshots().current().services().values()) {
      variables.putAll(ServiceEnvironment.of(state.service(), mesh.broker().getHost()));
    }
    return variables;
  }

  private static boolean listens(String host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false; // not yet: it is asked again
    }
  }

  @Override
  public void onRestart(Consumer<String> newHeard) {
    heard = newHeard;
  }

  /** Hears how one member ends and is started again. */
  private final class Ear implements SupervisorListener {
    private final String name;
    private volatile int lastCode;
    private volatile boolean restarting;

    Ear(String name) {
      this.name = name;
    }

    @Override
    public void exited(int code, Duration ran, boolean wasReady) {
      lastCode = code;
    }

    @Override
    public void restarting(Duration wait, int number, RestartPolicy policy) {
      restarting = true;
      String end =
          lastCode > SIGNAL_BASE
              ? "was ended by signal " + (lastCode - SIGNAL_BASE)
              : "ended with exit code " + lastCode;
      heard.accept(
          String.format(
              Locale.ROOT,
              "supervisor: %s %s; deregistered, started again in %.2f s",
              name,
              end,
              wait.toMillis() / 1e3));
    }

    @Override
    public void started(long pid, int port) {
      if (restarting) {
        heard.accept("supervisor: %s runs again, as pid %d".formatted(name, pid));
      }
    }

    @Override
    public void notStarted(String why) {
      heard.accept("supervisor: %s could not be started again: %s".formatted(name, why));
    }
  }

  private record SupervisedMember(RestartingProgram program) implements Member {
    @Override
    public String name() {
      return program.name();
    }

    @Override
    public long pid() {
      return program.pid();
    }

    @Override
    public void stop() {
      program.stop();
    }
  }
}
