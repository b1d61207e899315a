package dev.weft.broker.explain;

import dev.weft.broker.eject.Degradation;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.lane.LaneLook;
import dev.weft.broker.limit.AdaptiveLimit;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One routee of the destination with everything that speaks for and against it.
 *
 * @param byLoop as each loop sees it, by the loop's number; empty if it is not admitted
 */
record Candidate(Standing standing, Map<Integer, LaneLook.Candidate> byLoop, Algorithm algorithm) {
  /** What a routee costs that has calls under way and of which nothing is known yet, and more. */
  private static final double UNKNOWN = 1e13;

  /** The chance that a call goes there, wherever it comes in. */
  double chance(int loops) {
    return byLoop.values().stream().mapToDouble(LaneLook.Candidate::chance).sum()
        / Math.max(1, loops);
  }

  boolean pickable() {
    return byLoop.values().stream().anyMatch(LaneLook.Candidate::pickable);
  }

  boolean hasRoom() {
    return byLoop.values().stream().anyMatch(one -> one.pickable() && one.room());
  }

  /** What another call would cost on the loop where it costs most; NaN where none is compared. */
  double score() {
    return byLoop.values().stream()
        .mapToDouble(LaneLook.Candidate::score)
        .filter(score -> !Double.isNaN(score))
        .max()
        .orElse(Double.NaN);
  }

  double ewmaNanos() {
    return byLoop.values().stream().mapToDouble(LaneLook.Candidate::ewmaNanos).max().orElse(0);
  }

  int inFlight() {
    return byLoop.values().stream().mapToInt(LaneLook.Candidate::inFlight).sum();
  }

  String name() {
    return standing.routee().id().toString();
  }

  /**
   * @param detailed whether each loop is listed
   */
  Map<String, Object> tree(int loops, boolean detailed, long nowNanos) {
    Routee routee = standing.routee();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("routee", name());
    tree.put("address", standing.address().toString());
    tree.put("zone", routee.zone());
    tree.put("tier", byLoop.values().stream().mapToInt(LaneLook.Candidate::tier).max().orElse(0));
    tree.put("weight", routee.weight());
    tree.put("verdict", routee.verdict().state().toString());
    tree.put("evidence", routee.verdict().evidence());
    tree.put("duty", routee.duty().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    tree.put("standing", standing(nowNanos));
    @Nullable Degradation degraded = standing.degraded();
    if (degraded != null) {
      tree.put("degraded", degraded.cause());
      tree.put("share", Words.rounded(degraded.share()));
    }
    tree.put("eligible", hasRoom());
    tree.put("why", why(loops, nowNanos));
    tree.put("chance", Words.rounded(chance(loops)));
    tree.put("inFlight", inFlight());
    tree.put("ewmaMillis", Words.millis(ewmaNanos()));
    putScore(tree, score());
    AdaptiveLimit.Look limit = standing.limit().look(nowNanos);
    tree.put("waiting", limit.waiting());
    if (limit.most() < AdaptiveLimit.UNLIMITED) {
      tree.put("atOnce", limit.most());
    }
    tree.put("answerMillis", Words.millis((double) limit.undisturbedNanos()));
    if (detailed) {
      var each = new ArrayList<Map<String, Object>>();
      byLoop.forEach((number, look) -> each.add(ofLoop(number, look)));
      tree.put("loops", each);
    }
    return tree;
  }

  private Map<String, Object> ofLoop(int number, LaneLook.Candidate look) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("loop", number);
    tree.put("chance", Words.rounded(look.chance()));
    tree.put("inFlight", look.inFlight());
    tree.put("ewmaMillis", Words.millis(look.ewmaNanos()));
    putScore(tree, look.score());
    return tree;
  }

  private void putScore(Map<String, Object> tree, double score) {
    if (!Double.isNaN(score) && score < UNKNOWN) {
      boolean time = algorithm != Algorithm.LEAST_REQUEST;
      tree.put("score", time ? Words.millis(score) : Words.rounded(score));
    }
  }

  private Map<String, Object> standing(long nowNanos) {
    Standing.State state = standing.state();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("state", state.phase().toString());
    tree.put("errorsInARow", state.errors());
    tree.put("cause", state.cause());
    boolean ejected = state.phase() == Standing.Phase.EJECTED;
    tree.put(
        "trialInMillis",
        ejected ? Words.millis((double) Math.max(0, state.atNanos() - nowNanos)) : 0.0);
    return tree;
  }

  /** Why it is, or is not, among those that a call may go to. */
  private String why(int loops, long nowNanos) {
    Routee routee = standing.routee();
    Standing.State state = standing.state();
    if (!routee.admitted() || routee.weight() == 0) {
      return whyNotAdmitted(routee);
    }
    List<String> reasons = new ArrayList<>();
    if (state.phase() == Standing.Phase.EJECTED) {
      double wait = Math.max(0, state.atNanos() - nowNanos);
      reasons.add(
          "ejected by this broker ("
              + state.cause()
              + "); "
              + (wait > 0
                  ? "its trial call is due in " + Words.time(wait)
                  : "its trial call is due"));
    } else if (state.phase() == Standing.Phase.PROBATION) {
      reasons.add("in probation (" + state.cause() + "): its one trial call is under way");
    }
    if (!standing.passing() && pickable()) {
      reasons.add("takes calls all the same, as too few pass (panic)");
    }
    if (pickable() && !hasRoom()) {
      reasons.add(
          "has "
              + Words.calls(standing.limit().look(nowNanos).waiting())
              + " waiting, as many as it can do at once");
    }
    @Nullable Degradation degraded = standing.degraded();
    if (degraded != null) {
      reasons.add("gets " + Words.percent(degraded.share()) + " of its share: " + degraded.cause());
    }
    if (reasons.isEmpty()) {
      return chance(loops) > 0 || routee.verdict().state() != Verdict.State.PASSING
          ? "takes calls"
          : "takes calls, but this one goes to others first";
    }
    return String.join("; ", reasons);
  }

  private static String whyNotAdmitted(Routee routee) {
    return switch (routee.duty()) {
      case CORDONED -> "cordoned by an administrator";
      case DRAINING -> "drained by an administrator";
      case DAMPED -> "held back for a while: it came and went too often";
      case IN_SERVICE ->
          routee.weight() == 0
              ? "its weight is 0"
              : "its probes say "
                  + routee.verdict().state()
                  + routee.verdict().evidence().stream().findFirst().map(e -> ": " + e).orElse("");
    };
  }
}
