package dev.weft.cli.demo;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.mesh.Verdict;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A mesh that says what a test has put into it. */
final class FakeView implements MeshView, SnapshotSource {
  private final Map<String, Routee> routees = new TreeMap<>();
  private final Map<RouteeId, String> ejected = new TreeMap<>();
  private final List<Consumer<Snapshot>> readers = new ArrayList<>();
  private final URI broker;
  private long revision;

  FakeView(URI broker) {
    this.broker = broker;
  }

  static RouteeId id(String name) {
    return new RouteeId(ServiceName.DEFAULT_NAMESPACE, name);
  }

  synchronized void put(String name, int port, Verdict.State state, String evidence) {
    var service =
        new ServiceName(ServiceName.DEFAULT_NAMESPACE, name.substring(0, name.lastIndexOf('-')));
    routees.put(
        name,
        new Routee(
            id(name),
            service,
            "127.0.0.1",
            List.of(new RouteePort("", port, Protocol.HTTP)),
            "",
            100,
            Map.of(),
            null,
            new Verdict(state, List.of(evidence), Instant.EPOCH)));
    publish();
  }

  synchronized void remove(String name) {
    routees.remove(name);
    publish();
  }

  synchronized void eject(String name, String reason) {
    ejected.put(id(name), reason);
  }

  synchronized void admit(String name) {
    ejected.remove(id(name));
  }

  private void publish() {
    revision++;
    readers.forEach(reader -> reader.accept(current()));
  }

  @Override
  public synchronized Snapshot current() {
    var services = new TreeMap<String, Snapshot.ServiceState>();
    for (Routee routee : routees.values()) {
      services.computeIfAbsent(
          routee.service().name(),
          name ->
              new Snapshot.ServiceState(
                  new Service(routee.service(), List.of()),
                  ServicePolicy.DEFAULT,
                  routees.values().stream()
                      .filter(other -> other.service().equals(routee.service()))
                      .toList()));
    }
    var named = new HashMap<ServiceName, Snapshot.ServiceState>();
    services.values().forEach(state -> named.put(state.service().name(), state));
    return new Snapshot(revision, named);
  }

  @Override
  public synchronized Subscription subscribe(Consumer<Snapshot> reader) {
    readers.add(reader);
    reader.accept(current());
    return () -> {
      synchronized (this) {
        readers.remove(reader);
      }
    };
  }

  @Override
  public URI registry() {
    return URI.create("http://127.0.0.1:7070");
  }

  @Override
  public URI broker() {
    return broker;
  }

  @Override
  public SnapshotSource snapshots() {
    return this;
  }

  @Override
  public synchronized Map<RouteeId, String> ejected() {
    return Map.copyOf(ejected);
  }
}
