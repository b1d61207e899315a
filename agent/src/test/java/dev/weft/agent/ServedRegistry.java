package dev.weft.agent;

import dev.weft.control.ControlServer;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Registry;
import dev.weft.routee.RegistryEndpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A real registry with its API on a socket, which a test can stop and start again. */
final class ServedRegistry implements AutoCloseable {
  private final Clock clock;
  private final Path data;
  private Registry registry;
  private ControlServer server;
  private final int port;
  private boolean up;

  ServedRegistry(Path data, Clock clock) {
    this.clock = clock;
    this.data = data;
    registry = Registry.open(data, clock);
    server = ControlServer.start(new ControlServer.Options("127.0.0.1", 0), registry, clock);
    port = server.port();
    up = true;
  }

  void stop() {
    if (up) {
      up = false;
      server.close();
      registry.close();
    }
  }

  /** Starts again on the same port. */
  void restart(Path otherData) {
    stop();
    registry = Registry.open(otherData, clock);
    server = ControlServer.start(new ControlServer.Options("127.0.0.1", port), registry, clock);
    up = true;
  }

  void restart() {
    restart(data);
  }

  Registry registry() {
    return registry;
  }

  int port() {
    return port;
  }

  RegistryEndpoint endpoint() {
    return endpoint(port());
  }

  static RegistryEndpoint endpoint(int port) {
    return RegistryEndpoint.of(URI.create("http://127.0.0.1:" + port), null, null);
  }

  void putRoutee(String name, String service, int port) {
    registry
        .catalog()
        .put(
            Resource.fromTree(
                Kind.ROUTEE,
                Map.of(
                    "metadata",
                    Map.of("name", name),
                    "spec",
                    Map.of("service", service, "address", "127.0.0.1", "port", port)),
                ServiceName.DEFAULT_NAMESPACE));
  }

  void deleteRoutee(String name) {
    registry.catalog().delete(Kind.ROUTEE, ServiceName.DEFAULT_NAMESPACE, name, 0);
  }

  @Override
  public void close() {
    stop();
  }
}
