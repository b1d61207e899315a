package dev.weft.cli.node;

import dev.weft.broker.gateway.GatewayAddresses;
import dev.weft.control.ControlServer;
import dev.weft.model.time.Clock;
import dev.weft.registry.Registry;
import dev.weft.routee.RegistryEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A mesh in this process, whole or split into a registry and an agent that talk by HTTP. */
record MeshUnderTest(Registry registry, URI broker, Parts parts) implements AutoCloseable {
  static MeshUnderTest inOneProcess(Path folder, Clock clock) {
    var parts = new Parts();
    var options =
        new Mesh.Options(
            new ControlServer.Options("127.0.0.1", 0, folder), "127.0.0.1", "127.0.0.1", 0, 0, "");
    Mesh mesh =
        parts.opened(
            Mesh.start(options, folder.resolve("mesh"), List.of(), List.of(), _ -> {}, clock));
    return new MeshUnderTest(mesh.registry(), mesh.brokerUri(), parts);
  }

  static MeshUnderTest split(Path folder, Clock clock) {
    var parts = new Parts();
    RegistryNode node =
        parts.opened(
            RegistryNode.start(
                new ControlServer.Options("127.0.0.1", 0, folder),
                () -> Registry.open(folder.resolve("registry"), clock),
                List.of(),
                _ -> {},
                clock));
    AgentNode agent = parts.opened(agent(node, "host-a", folder, List.of(), clock));
    return new MeshUnderTest(node.registry(), agent.brokerUri(), parts);
  }

  static AgentNode agent(
      RegistryNode node, String name, Path folder, List<String> files, Clock clock) {
    return AgentNode.start(
        new AgentNode.Options(
            RegistryEndpoint.of(node.uri(), "", null),
            name,
            "127.0.0.1",
            "127.0.0.1",
            0,
            0,
            "",
            folder.resolve(name),
            GatewayAddresses.DEFAULT_RANGE,
            false),
        files,
        _ -> {},
        clock);
  }

  @Override
  public void close() {
    parts.close();
  }
}
