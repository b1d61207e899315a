package dev.weft.cli.node;

import dev.weft.broker.eject.Degradation;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What share of calls a routee gets that the mesh finds degraded while this broker has nothing
 * against it: half of a peer's, so that also those who have not called it yet spare it. Only after
 * some seconds, as a verdict follows what a broker saw with a delay. Belongs to one thread at a
 * time.
 */
final class VerdictShares {
  private static final double SHARE = 0.5;
  private static final int SECONDS = 3;

  private Map<RouteeId, Integer> seconds = Map.of();
  private Snapshot seen = Snapshot.EMPTY;
  private List<Routee> degraded = List.of();

  /**
   * Those that get less because of their verdict, looked at once a second.
   *
   * @param own whom this broker finds degraded itself
   */
  Map<RouteeId, Degradation> next(Snapshot snapshot, Set<RouteeId> own) {
    follow(snapshot);
    var counted = new HashMap<RouteeId, Integer>();
    var less = new HashMap<RouteeId, Degradation>();
    for (Routee routee : degraded) {
      if (!own.contains(routee.id())) {
        int count = Math.min(SECONDS, seconds.getOrDefault(routee.id(), 0) + 1);
        counted.put(routee.id(), count);
        if (count == SECONDS) {
          less.put(routee.id(), new Degradation(SHARE, "its verdict: " + why(routee)));
        }
      }
    }
    seconds = counted;
    return less;
  }

  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  private void follow(Snapshot snapshot) {
    if (snapshot != seen) {
      seen = snapshot;
      degraded =
          snapshot.services().values().stream()
              .flatMap(service -> service.routees().stream())
              .filter(routee -> routee.verdict().state() == Verdict.State.DEGRADED)
              .toList();
    }
  }

  private static String why(Routee routee) {
    return routee.verdict().evidence().isEmpty()
        ? "degraded"
        : routee.verdict().evidence().getFirst();
  }
}
