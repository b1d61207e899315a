package dev.weft.cli.node;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.observe.RouteeObservation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was seen of calls and is not on its way to the registry yet, added up by routee, so that a
 * registry that is slow to answer holds up nobody who looks. Safe on any thread.
 */
final class UnsentCalls implements CallReports {
  private Map<RouteeId, RouteeObservation> seen = new HashMap<>();
  private Map<ServiceName, Integer> shed = new HashMap<>();
  private List<ProcessUse> processes = List.of();

  @Override
  public synchronized void take(List<RouteeObservation> more, Map<ServiceName, Integer> moreShed) {
    more.forEach(one -> seen.merge(one.routee(), one, RouteeObservation::followedBy));
    moreShed.forEach((service, count) -> shed.merge(service, count, Integer::sum));
  }

  /** Takes what processes use; the newest of each round is enough. */
  synchronized void takeProcesses(List<ProcessUse> newest) {
    processes = newest;
  }

  /** Hands over what processes use, and forgets it. */
  synchronized List<ProcessUse> processes() {
    List<ProcessUse> all = processes;
    processes = List.of();
    return all;
  }

  /** Hands over the routees that had calls, and forgets them. */
  synchronized List<RouteeObservation> seen() {
    List<RouteeObservation> all = List.copyOf(seen.values());
    seen = new HashMap<>();
    return all;
  }

  /** Hands over how many calls were shed by service, and forgets it. */
  synchronized Map<ServiceName, Integer> shed() {
    Map<ServiceName, Integer> all = shed;
    shed = new HashMap<>();
    return all;
  }
}
