package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.RouteeReport;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import java.util.HashMap;
import java.util.Map;

/** What whoever drains a routee waits for. Safe on any thread. */
final class CallsToThoseOut {
  private final Broker broker;
  private Snapshot seen = Snapshot.EMPTY;
  private boolean someAreOut;

  CallsToThoseOut(Broker broker) {
    this.broker = broker;
  }

  /** Calls under way at the broker to each routee that is out of service, also where it is 0. */
  Map<RouteeId, Integer> now() {
    var counts = new HashMap<RouteeId, Integer>();
    if (someAreOut(broker.snapshot())) {
      for (RouteeReport report : broker.routees()) {
        if (report.routee().outOfService()) {
          counts.merge(report.routee().id(), report.inFlight(), Integer::sum);
        }
      }
    }
    return counts;
  }

  /** Mostly nobody is: then the broker's loops need not be asked of all routees each time. */
  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  private synchronized boolean someAreOut(Snapshot snapshot) {
    if (snapshot != seen) {
      seen = snapshot;
      someAreOut =
          snapshot.services().values().stream()
              .flatMap(service -> service.routees().stream())
              .anyMatch(Routee::outOfService);
    }
    return someAreOut;
  }
}
