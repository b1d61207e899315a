package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.probe.detect.Standing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The watches of one service's routees. Guarded by the probe's lock. */
final class ServiceWatch {
  private final Map<RouteeId, RouteeWatch> watches = new HashMap<>();
  private final Predicate<Routee> watched;
  private final ProbeParts parts;
  private @Nullable ServiceState seen;

  ServiceWatch(Predicate<Routee> watched, ProbeParts parts) {
    this.watched = watched;
    this.parts = parts;
  }

  /** Follows the service to its newer state; the same object again costs nothing. */
  @SuppressWarnings("ReferenceEquality") // a service that did not change is the same object
  void update(ServiceState state) {
    if (state == seen) {
      return;
    }
    seen = state;
    ProbePolicy policy = state.policy().probe();
    boolean pushed = policy.check() instanceof ProbePolicy.PushCheck; // the routee says itself
    var kept = new HashSet<RouteeId>();
    for (Routee routee : state.routees()) {
      if (!pushed && watched.test(routee)) {
        kept.add(routee.id());
        update(routee, policy);
      }
    }
    watches.forEach((id, watch) -> {
      if (!kept.contains(id)) {
        watch.close();
      }
    });
    watches.keySet().retainAll(kept);
  }

  private void update(Routee routee, ProbePolicy policy) {
    RouteeWatch watch = watches.get(routee.id());
    if (watch != null && watch.follows(routee)) {
      watch.update(routee, policy);
      return;
    }
    if (watch != null) {
      watch.close();
    }
    var fresh = new RouteeWatch(routee, policy, parts);
    watches.put(routee.id(), fresh);
    fresh.start();
  }

  /** Takes how routees stand among their peers; one that is not named has nothing against it. */
  void standings(Map<RouteeId, Standing> standings) {
    watches.forEach(
        (id, watch) -> watch.found(standings.getOrDefault(id, Standing.EQUAL).findings()));
  }

  void close() {
    watches.values().forEach(RouteeWatch::close);
    watches.clear();
  }
}
