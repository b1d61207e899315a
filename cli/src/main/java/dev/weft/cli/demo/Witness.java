package dev.weft.cli.demo;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Verdict;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells what the mesh does about the trouble: what the broker did, and how what the registry holds
 * now differs from a moment ago. One thread looks; any may ask for the state.
 */
final class Witness {
  private final MeshView mesh;
  private final LiveLine line;
  private volatile State state;

  /**
   * What the mesh holds.
   *
   * @param verdicts the registry's, of every routee
   * @param ejected by the broker, and why; may name some that have left the registry since
   */
  record State(Map<RouteeId, Verdict> verdicts, Map<RouteeId, String> ejected) {

    /** How many get calls: the registry's probes pass them and the broker has not ejected them. */
    long passing() {
      return verdicts.entrySet().stream()
          .filter(entry -> entry.getValue().state() != Verdict.State.FAILING)
          .filter(entry -> entry.getValue().state() != Verdict.State.UNKNOWN)
          .filter(entry -> !ejected.containsKey(entry.getKey()))
          .count();
    }

    /** Those of the registry's routees that the broker has ejected, and why. */
    Map<RouteeId, String> ejectedNow() {
      var now = new TreeMap<>(ejected);
      now.keySet().retainAll(verdicts.keySet());
      return now;
    }
  }

  Witness(MeshView mesh, LiveLine line) {
    this.mesh = mesh;
    this.line = line;
    this.state = read(mesh);
  }

  State state() {
    return state;
  }

  /** Looks again and tells what has changed. */
  void look() {
    mesh.news().forEach(line::event);
    State before = state;
    State now = read(mesh);
    state = now;
    tellOfVerdicts(before, now);
  }

  private void tellOfVerdicts(State before, State now) {
    now.verdicts()
        .forEach((routee, verdict) -> {
          Verdict old = before.verdicts().get(routee);
          if (old == null) {
            line.event("registry has a new routee: " + routee);
          }
          if (verdict.state() != (old == null ? Verdict.State.UNKNOWN : old.state())) {
            line.event("probe says " + routee + " is " + verdict.state() + reason(verdict));
          }
        });
    before
        .verdicts()
        .forEach((routee, verdict) -> {
          if (!now.verdicts().containsKey(routee)) {
            line.event("registry has dropped " + routee);
          }
        });
  }

  private static String reason(Verdict verdict) {
    return verdict.evidence().isEmpty() ? "" : ": " + verdict.evidence().getFirst();
  }

  private static State read(MeshView mesh) {
    var verdicts = new TreeMap<RouteeId, Verdict>();
    for (Snapshot.ServiceState service : mesh.snapshots().current().services().values()) {
      for (Routee routee : service.routees()) {
        verdicts.put(routee.id(), routee.verdict());
      }
    }
    return new State(verdicts, new TreeMap<>(mesh.ejected()));
  }
}
