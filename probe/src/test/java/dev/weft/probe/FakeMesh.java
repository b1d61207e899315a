package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
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
import dev.weft.model.mesh.VerdictSink;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A registry of one service, orders, that stores verdicts and shows them in its snapshots. */
final class FakeMesh implements SnapshotSource, VerdictSink {
  static final ServiceName ORDERS = new ServiceName("default", "orders");

  final BlockingQueue<Verdict> reported = new LinkedBlockingQueue<>();
  boolean losesReports;
  private final Map<RouteeId, Routee> routees = new TreeMap<>();
  private ProbePolicy policy = ProbePolicy.DEFAULT;
  private Snapshot snapshot = Snapshot.EMPTY;
  private @Nullable Consumer<Snapshot> reader;

  void register(String name, int port) {
    register(name, port, Verdict.UNKNOWN);
  }

  synchronized void register(String name, int port, Verdict verdict) {
    var id = new RouteeId("default", name);
    routees.put(
        id,
        new Routee(
            id,
            ORDERS,
            "127.0.0.1",
            List.of(new RouteePort("", port, Protocol.HTTP)),
            "",
            100,
            Map.of(),
            null,
            verdict));
    publish();
  }

  synchronized void deregister(String name) {
    routees.remove(new RouteeId("default", name));
    publish();
  }

  synchronized void policy(ProbePolicy newPolicy) {
    policy = newPolicy;
    publish();
  }

  private void publish() {
    var with =
        new ServicePolicy(
            List.of(ORDERS),
            policy,
            ServicePolicy.DEFAULT.balance(),
            ServicePolicy.DEFAULT.eject(),
            ServicePolicy.DEFAULT.limit(),
            ServicePolicy.DEFAULT.retry(),
            ServicePolicy.DEFAULT.timeout());
    var state =
        new Snapshot.ServiceState(
            new Service(ORDERS, List.of()), with, List.copyOf(routees.values()));
    snapshot = new Snapshot(snapshot.revision() + 1, Map.of(ORDERS, state));
    if (reader != null) {
      reader.accept(snapshot);
    }
  }

  @Override
  public synchronized Snapshot current() {
    return snapshot;
  }

  @Override
  public synchronized Subscription subscribe(Consumer<Snapshot> newReader) {
    reader = newReader;
    newReader.accept(snapshot);
    return () -> reader = null;
  }

  @Override
  public synchronized void report(RouteeId id, Verdict verdict) {
    if (losesReports) {
      throw new IllegalStateException("the registry is away");
    }
    reported.add(verdict);
    Routee held = routees.get(id);
    if (held != null) {
      register(id.name(), held.mainPort().port(), verdict);
    }
  }
}
