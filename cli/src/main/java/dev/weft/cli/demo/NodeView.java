package dev.weft.cli.demo;

import dev.weft.broker.BrokerStats;
import dev.weft.broker.eject.EjectionListener;
import dev.weft.cli.node.Mesh;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.time.Clock;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A mesh of this process as the demo sees it. An ejection stays in view for a moment: the registry often drops a
 * dead routee before anyone has looked, and then nobody would learn that the broker was first.
 */
public final class NodeView implements MeshView {
  private static final Duration IN_VIEW = Duration.ofSeconds(3);

  private record Seen(String cause, long atNanos) {}

  private final Mesh mesh;
  private final Clock clock;
  private final Map<RouteeId, Seen> recent = new ConcurrentHashMap<>();

  /**
   * @param mesh runs
   */
  public NodeView(Mesh mesh, Clock clock) {
    this.mesh = mesh;
    this.clock = clock;
    mesh.broker()
        .onEjection(
            new EjectionListener() {
              @Override
              public void ejected(
                  ServiceName service, RouteeId routee, String cause, Duration wait) {
                recent.put(routee, new Seen(cause, clock.nanos()));
              }

              @Override
              public void returned(ServiceName service, RouteeId routee) {
                recent.remove(routee);
              }
            });
  }

  @Override
  public URI registry() {
    return mesh.registryUri();
  }

  @Override
  public URI broker() {
    return mesh.brokerUri();
  }

  @Override
  public SnapshotSource snapshots() {
    return mesh.registry().snapshots();
  }

  @Override
  public Map<RouteeId, String> ejected() {
    long now = clock.nanos();
    recent.values().removeIf(seen -> now - seen.atNanos() > IN_VIEW.toNanos());
    var ejected = new HashMap<RouteeId, String>();
    recent.forEach((routee, seen) -> ejected.put(routee, seen.cause()));
    for (BrokerStats.Ejected one : mesh.broker().stats().ejected()) {
      ejected.put(one.routee(), one.cause());
    }
    return ejected;
  }
}
