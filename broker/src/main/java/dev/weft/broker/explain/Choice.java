package dev.weft.broker.explain;

import dev.weft.broker.lane.LaneLook;
import dev.weft.broker.route.Destination;
import dev.weft.model.mesh.BalancePolicy;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a call would go to, and why.
 *
 * @param most the likeliest; null if nobody can take it
 * @param certain whether no other could get it
 */
record Choice(@Nullable Candidate most, double chance, boolean certain, String reason) {
  private static final double NEARLY = 1 - 1e-6;

  static Choice of(Destination destination, List<Candidate> candidates, List<LaneLook> looks) {
    int loops = looks.size();
    @Nullable Candidate most =
        candidates.stream()
            .filter(one -> one.chance(loops) > 0)
            .max(Comparator.comparingDouble(one -> one.chance(loops)))
            .orElse(null);
    if (most == null) {
      return new Choice(null, 0, false, destination.whyNone());
    }
    double chance = most.chance(loops);
    return new Choice(most, chance, chance >= NEARLY, reason(destination, most, candidates, looks));
  }

  private static String reason(
      Destination destination, Candidate most, List<Candidate> all, List<LaneLook> looks) {
    BalancePolicy policy = destination.policy().balance();
    List<LaneLook.Decided> decided = looks.stream().map(LaneLook::decided).distinct().toList();
    if (decided.contains(LaneLook.Decided.TRIAL)) {
      return "it was ejected and its trial call is due, so that this call would be it";
    }
    if (decided.contains(LaneLook.Decided.SESSION)) {
      return "the call's session (" + policy.affinity() + ") names it";
    }
    if (decided.contains(LaneLook.Decided.KEY)) {
      return policy.algorithm() + " leads " + policy.hashOn() + " of this call to it";
    }
    List<Candidate> able = all.stream().filter(Candidate::hasRoom).toList();
    if (able.size() == 1) {
      return "it is the only one of " + all.size() + " that can take a call now";
    }
    return switch (policy.algorithm()) {
      case ROUND_ROBIN ->
          looks.size() == 1
              ? "RoundRobin: it is its turn"
              : "RoundRobin: it is its turn, on most of the " + looks.size() + " event loops";
      case RANDOM -> "Random: drawn by weight among " + able.size();
      case RING_HASH, MAGLEV ->
          policy.algorithm()
              + " without a key: "
              + (policy.hashOn() == null
                  ? "the policy has no hashOn"
                  : "the call has no " + policy.hashOn())
              + ", so that it is drawn by weight among "
              + able.size();
      case LEAST_REQUEST ->
          "LeastRequest takes the less busy of two drawn among "
              + able.size()
              + "; it has "
              + Words.calls(most.inFlight())
              + " in flight";
      case PEAK_EWMA, PREQUAL ->
          "PeakEwma takes the cheaper of two drawn among "
              + able.size()
              + (most.ewmaNanos() == 0 ? "; of its latency nothing is known yet" : costs(most));
    };
  }

  private static String costs(Candidate most) {
    return "; with it another call costs "
        + Words.time(most.score())
        + " ("
        + Words.time(most.ewmaNanos())
        + ", "
        + Words.calls(most.inFlight())
        + " in flight)";
  }

  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("routee", most == null ? null : most.name());
    tree.put("chance", Words.rounded(chance));
    tree.put("certain", certain);
    tree.put("reason", reason);
    return tree;
  }
}
