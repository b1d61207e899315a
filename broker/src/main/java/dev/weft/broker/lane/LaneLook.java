package dev.weft.broker.lane;

import dev.weft.broker.balance.Group;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.limit.AdaptiveLimit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a call would meet at a destination on one loop, copied there at one moment. Immutable.
 *
 * @param candidates the admitted, in their order
 * @param decided what comes before balancing
 * @param tryNanos how long one try's answer may take to begin
 */
public record LaneLook(List<Candidate> candidates, Decided decided, Places places, long tryNanos) {
  private static final int GUESSES = 4;

  /** What a pick is decided by. */
  public enum Decided {
    /** The policy's algorithm, or nobody can be picked. */
    BALANCED,
    /** The caller's session. */
    SESSION,
    /** What the policy hashes on. */
    KEY,
    /** An ejected routee's trial call is due. */
    TRIAL,
    /** Nobody passes, and the service has a fallback. */
    FALLBACK
  }

  /**
   * One routee.
   *
   * @param pickable whether calls may go there, room or not
   * @param chance to be picked for a call now, 0 to 1
   * @param score what another call would cost there; NaN where nothing is compared
   */
  public record Candidate(
      Standing standing,
      int tier,
      boolean pickable,
      boolean room,
      double chance,
      double score,
      int inFlight,
      double ewmaNanos,
      AdaptiveLimit.Look limit) {
    private static Candidate of(PickBasis basis, int place, long nowNanos) {
      RouteeLane lane = basis.routees()[place];
      AdaptiveLimit.Look limit = lane.limit().look(nowNanos);
      return new Candidate(
          lane.standing(),
          basis.tierOf()[place],
          basis.pickable()[place] && lane.standing().routee().admitted(),
          !basis.limited() || limit.hasRoom(),
          0,
          Double.NaN,
          lane.load().inFlight(),
          lane.load().ewmaNanos(nowNanos),
          limit);
    }

    private Candidate with(double newChance, double newScore) {
      return new Candidate(
          standing, tier, pickable, room, newChance, newScore, inFlight, ewmaNanos, limit);
    }
  }

  /**
   * How many of what may be had on this loop are taken.
   *
   * @param waiting calls that wait for a routee with room
   * @param connections open, to all routees
   * @param connectionsWaiting calls that wait for one
   */
  public record Places(int waiting, int mostWaiting, int connections, int connectionsWaiting) {}

  public LaneLook {
    candidates = List.copyOf(candidates);
  }

  static LaneLook of(
      PickBasis basis,
      int home,
      boolean spareable,
      boolean fallsBack,
      long nowNanos,
      Places places,
      long tryNanos) {
    int count = basis.routees().length;
    double[] scores = new double[count];
    double[] chances = new double[count];
    boolean[] may = new boolean[count];
    var candidates = new ArrayList<Candidate>(count);
    for (int i = 0; i < count; i++) {
      scores[i] = Double.NaN;
      Candidate candidate = Candidate.of(basis, i, nowNanos);
      may[i] = candidate.pickable && candidate.room;
      candidates.add(candidate);
    }
    for (int i = 0; i < basis.groups().length; i++) {
      share(basis.groups()[i], basis.selectors()[i].chances(nowNanos), may, chances);
      double[] costs = basis.selectors()[i].costs(nowNanos);
      for (int j = 0; j < costs.length; j++) {
        scores[basis.groups()[i].members()[j]] = costs[j];
      }
    }
    spread(basis.groups(), may, chances);
    boolean tied = home >= 0 && may[home];
    boolean session = basis.destination().policy().balance().affinity() != null;
    int trial = trialDue(basis, spareable, nowNanos);
    Decided decided = Decided.BALANCED;
    int decidedFor = -1;
    if (tied && session) {
      decided = Decided.SESSION;
      decidedFor = home;
    } else if (trial >= 0) {
      decided = Decided.TRIAL;
      decidedFor = trial;
    } else if (fallsBack) {
      decided = Decided.FALLBACK;
    } else if (tied) {
      decided = Decided.KEY;
      decidedFor = home;
    }
    for (int i = 0; i < count; i++) {
      boolean sure = decided != Decided.BALANCED;
      double chance = sure ? (i == decidedFor ? 1 : 0) : chances[i];
      candidates.set(i, candidates.get(i).with(chance, scores[i]));
    }
    return new LaneLook(candidates, decided, places, tryNanos);
  }

  /** A group's part of the calls; a guess that falls on one that is full is made again. */
  private static void share(Group group, double[] drawn, boolean[] may, double[] chances) {
    double missed = 0;
    for (int j = 0; j < drawn.length; j++) {
      missed += may[group.members()[j]] ? 0 : drawn[j];
    }
    double again = 0;
    double times = 1;
    for (int guess = 0; guess < GUESSES; guess++) {
      again += times;
      times *= missed;
    }
    for (int j = 0; j < drawn.length; j++) {
      int member = group.members()[j];
      if (may[member]) {
        chances[member] += group.share() * drawn[j] * again;
      }
    }
  }

  /** What guesses have left goes to those of the first group that has any, from anywhere. */
  private static void spread(Group[] groups, boolean[] may, double[] chances) {
    double left = 1;
    for (double chance : chances) {
      left -= chance;
    }
    if (left < 1e-9) {
      return;
    }
    for (Group group : groups) {
      int able = 0;
      for (int member : group.members()) {
        able += may[member] ? 1 : 0;
      }
      if (able > 0) {
        for (int member : group.members()) {
          chances[member] += may[member] ? left / able : 0;
        }
        return;
      }
    }
  }

  private static int trialDue(PickBasis basis, boolean spareable, long nowNanos) {
    for (RouteeLane out : basis.out()) {
      Standing.State state = out.standing().state();
      long spare = spareable ? 0 : out.standing().trialSpareNanos();
      if (state.phase() == Standing.Phase.EJECTED && nowNanos - state.atNanos() >= spare) {
        for (int i = 0; i < basis.routees().length; i++) {
          if (basis.routees()[i].standing().equals(out.standing())) {
            return i;
          }
        }
      }
    }
    return -1;
  }
}
