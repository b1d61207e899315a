package dev.weft.cli.node;

import dev.weft.broker.Broker;
import dev.weft.broker.RouteeReport;
import dev.weft.model.mesh.RouteeId;
import java.util.HashMap;
import java.util.Map;

/** What whoever drains a routee waits for. */
final class CallsToThoseOut {
  private CallsToThoseOut() {}

  /** Calls under way at the broker to each routee that is out of service, also where it is 0. */
  static Map<RouteeId, Integer> at(Broker broker) {
    var counts = new HashMap<RouteeId, Integer>();
    for (RouteeReport report : broker.routees()) {
      if (report.routee().outOfService()) {
        counts.merge(report.routee().id(), report.inFlight(), Integer::sum);
      }
    }
    return counts;
  }
}
