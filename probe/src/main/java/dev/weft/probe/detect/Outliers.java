package dev.weft.probe.detect;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.observe.RouteeObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the routees of one service with each other by how calls to them went: which of them fail
 * more of their calls than their peers, or answer slower, and what share of a peer's calls each
 * should get because of it.
 *
 * <p>One object for each service, used by one thread at a time. It reads no clock: it is told what
 * was seen once a second, also when that was nothing, and its windows, of ten seconds at most,
 * count these calls. What is found must last for three seconds, and goes after five without. A
 * service whose routees are all slow, or all fail, has no outlier.
 */
public final class Outliers {
  private final Map<RouteeId, Tracked> routees = new HashMap<>();

  /**
   * Takes what was seen in the second that has ended and judges.
   *
   * @param lastSecond of routees of this service; several of one routee are added up, one without
   *     calls may be left out
   * @return of every routee that had calls of late
   */
  public Map<RouteeId, Standing> next(List<RouteeObservation> lastSecond) {
    routees.values().forEach(routee -> routee.window().turn());
    for (RouteeObservation seen : lastSecond) {
      routees.computeIfAbsent(seen.routee(), _ -> new Tracked()).window().add(seen);
    }
    routees.values().removeIf(Tracked::forgettable);
    var standings = new HashMap<RouteeId, Standing>();
    routees.forEach((id, routee) -> standings.put(id, routee.judge(peersOf(id))));
    return standings;
  }

  private List<Window> peersOf(RouteeId id) {
    var peers = new ArrayList<Window>(routees.size());
    routees.forEach((other, routee) -> {
      if (!other.equals(id)) {
        peers.add(routee.window());
      }
    });
    return peers;
  }
}
