package dev.weft.cli.demo;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.mesh.ServicePort;
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
import java.util.TreeSet;
import java.util.function.Consumer;

/** A mesh that says what a test has put into it. */
final class FakeView implements MeshView, SnapshotSource {
  private final Map<String, Routee> routees = new TreeMap<>();
  private final Map<RouteeId, String> ejected = new TreeMap<>();
  private final Map<String, Integer> tcpPorts = new TreeMap<>();
  private final List<Consumer<Snapshot>> readers = new ArrayList<>();
  private final URI broker;
  private final List<String> news = new ArrayList<>();
  private long retries;
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

  /** Makes a service that speaks TCP, without routees. */
  synchronized void tcp(String service, int port) {
    tcpPorts.put(service, port);
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
    var names = new TreeSet<>(tcpPorts.keySet());
    routees.values().forEach(routee -> names.add(routee.service().name()));
    var services = new HashMap<ServiceName, Snapshot.ServiceState>();
    for (String name : names) {
      var service = new ServiceName(ServiceName.DEFAULT_NAMESPACE, name);
      services.put(
          service,
          new Snapshot.ServiceState(
              new Service(service, ports(name)),
              ServicePolicy.DEFAULT,
              routees.values().stream()
                  .filter(routee -> routee.service().equals(service))
                  .toList()));
    }
    return new Snapshot(revision, services);
  }

  private List<ServicePort> ports(String service) {
    Integer port = tcpPorts.get(service);
    return port == null ? List.of() : List.of(new ServicePort("", port, Protocol.TCP, ""));
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

  /** Lets the broker say something. */
  synchronized void tell(String sentence) {
    news.add(sentence);
  }

  @Override
  public synchronized List<String> news() {
    List<String> told = List.copyOf(news);
    news.clear();
    return told;
  }

  @Override
  public synchronized long retries() {
    return retries;
  }

  synchronized void retries(long count) {
    retries = count;
  }

  @Override
  public synchronized Map<RouteeId, String> ejected() {
    return Map.copyOf(ejected);
  }
}
