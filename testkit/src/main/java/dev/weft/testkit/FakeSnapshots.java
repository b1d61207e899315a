package dev.weft.testkit;

import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.route.Routing;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A source whose snapshots a test makes: each change is one revision, told to readers at once. */
public final class FakeSnapshots implements SnapshotSource {
  private final List<Consumer<Snapshot>> readers = new CopyOnWriteArrayList<>();
  private volatile Snapshot current = Snapshot.EMPTY;

  /** Adds or replaces services; the others stay the same objects. */
  public synchronized void put(ServiceState... states) {
    var services = new HashMap<>(current.services());
    for (ServiceState state : states) {
      services.put(state.service().name(), state);
    }
    publish(new Snapshot(current.revision() + 1, services, current.routing()));
  }

  /** Replaces all routing; the services stay the same objects. */
  public synchronized void route(Routing routing) {
    publish(new Snapshot(current.revision() + 1, current.services(), routing));
  }

  /** Publishes a snapshot as it is. */
  public synchronized void publish(Snapshot snapshot) {
    current = snapshot;
    readers.forEach(reader -> reader.accept(snapshot));
  }

  @Override
  public Snapshot current() {
    return current;
  }

  @Override
  public synchronized Subscription subscribe(Consumer<Snapshot> reader) {
    readers.add(reader);
    reader.accept(current);
    return () -> readers.remove(reader);
  }
}
