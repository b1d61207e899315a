package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.node.Mesh;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What {@code weft up} and {@code weft demo} share: where the mesh listens and keeps its data. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class MeshOptions {
  @Mixin private FilesOption files;
  @Mixin private DataOption data;
  @Mixin private RegistryServing registry;
  @Mixin private AlertOptions alerts;
  @Mixin private AgentServing agent;
  @Mixin private TelemetryOptions telemetry;

  /**
   * @throws CommandFailure in one sentence if a port is taken, a file is wrong or the store is
   */
  Mesh start(Clock clock) {
    return start(data.folder(), List.of(), clock);
  }

  Mesh start(Path folder, List<Resource> resources, Clock clock) {
    return Failures.told(() -> {
      alerts.check();
      telemetry.check();
      var options =
          new Mesh.Options(
              registry.options(folder, clock),
              registry.loopback(),
              agent.brokerHost(registry.loopback()),
              agent.brokerPort(),
              agent.adminPort(),
              agent.zone(),
              agent.gatewayAddresses());
      Mesh mesh = Mesh.start(options, folder, resources, files.paths(), FilesOption::say, clock);
      telemetry.attach(mesh.broker(), clock).forEach(mesh::closesWith);
      alerts.sendFrom(mesh.registry().alerts(), mesh.registryUri(), clock);
      return mesh;
    });
  }

  /** Whether a folder for the data was named. */
  @Nullable Path data() {
    return data.named();
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
}
