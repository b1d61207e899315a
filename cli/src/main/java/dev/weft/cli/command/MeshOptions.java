package dev.weft.cli.command;

import dev.weft.broker.BrokerException;
import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.manifest.Manifest;
import dev.weft.cli.node.Mesh;
import dev.weft.control.ControlException;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.CatalogException;
import dev.weft.registry.store.StoreException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code weft up} and {@code weft demo} share: where the mesh listens and keeps its data. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MeshOptions {
  private static final int MAX_PORT = 65_535;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR",
      description = "Resources to start with; may be given several times.")
  private List<String> files = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the registry keeps its store (default: $XDG_STATE_HOME/weft or"
              + " ~/.local/state/weft).")
  private @Nullable Path data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The loopback address to listen on (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "${env:WEFT_REGISTRY_PORT:-7070}",
      description = "API and dashboard (default: 7070; 0 picks a free one).")
  private int registryPort;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      defaultValue = "${env:WEFT_BROKER_PORT:-7071}",
      description = "Calls between services (default: 7071).")
  private int brokerPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "${env:WEFT_ADMIN_PORT:-7072}",
      description = "The agent's health, metrics and state (default: 7072).")
  private int adminPort;

  /**
   * @throws CommandFailure in one sentence if a port is taken, a file is wrong or the store is
   */
  Mesh start(Clock clock) {
    return start(data == null ? defaultData() : data, List.of(), clock);
  }

  Mesh start(Path dataFolder, List<Resource> more, Clock clock) {
    checkPort("--registry-port", registryPort);
    checkPort("--broker-port", brokerPort);
    checkPort("--admin-port", adminPort);
    checkLoopback();
    var resources = new ArrayList<>(more);
    files.forEach(file -> resources.addAll(Manifest.read(file)));
    try {
      return Mesh.start(
          new Mesh.Options(host, registryPort, brokerPort, adminPort, dataFolder),
          resources,
          clock);
    } catch (InvalidResourceException | CatalogException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    } catch (StoreException | BrokerException | ControlException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage());
    }
  }

  /** Whether a folder for the data was named. */
  @Nullable Path data() {
    return data;
  }

  void announce(Mesh mesh, PrintStream out) {
    out.println("weft " + Version.text());
    out.println("  registry  " + mesh.registryUri() + "   API, dashboard");
    out.println("  broker    " + mesh.brokerUri() + "   calls between services");
    out.println("  admin     " + mesh.adminUri() + "   health, metrics, state");
    if (mesh.registryUri().getPort() != 7070 || mesh.brokerUri().getPort() != 7071) {
      out.println(
          "  elsewhere: export WEFT_API="
              + mesh.registryUri()
              + " WEFT_BROKER="
              + mesh.brokerUri());
    }
  }

  private static void checkPort(String option, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new CommandFailure(
          ExitCode.USAGE,
          option + ": " + port + " is not a port from 1 to 65535, or 0 for a free one");
    }
  }

  /** Nobody is asked who they are yet, so nothing beyond this machine may reach the mesh. */
  private void checkLoopback() {
    try {
      if (!java.net.InetAddress.getByName(host).isLoopbackAddress()) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--host: "
                + host
                + " can be reached from other machines, and the API asks nobody for a token yet:"
                + " give a loopback address such as 127.0.0.1");
      }
    } catch (java.net.UnknownHostException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--host: \"" + host + "\" is no address of this machine");
    }
  }

  private static Path defaultData() {
    String state = System.getenv("XDG_STATE_HOME");
    return state == null || state.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local", "state", "weft")
        : Path.of(state, "weft");
  }
}
