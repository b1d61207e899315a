package dev.weft.broker.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides who shares the calls, and how: the tiers of priority, and in each the broker's own zone
 * before the others. Pure functions of the members.
 *
 * <p><b>Tiers</b> (as Envoy's priority levels): a tier takes all calls while it has at least 1/1.4
 * of the weight that is known to belong to it, then 1.4 times what part it has; the next tier takes
 * what is left. If all together do not suffice, each takes more in proportion.
 *
 * <p><b>Zones</b> (as Envoy's zone-aware routing, for callers of whom only the zones are known, and
 * which are taken to be spread evenly over them): the own zone keeps all calls while each of its
 * members gets at most 1.4 times what it would get of an even spread. The rest goes to zones in
 * proportion to what they have beyond their own callers' part.
 *
 * <p><b>Panic</b>: if in every tier fewer than the threshold pass, all members count as passing,
 * and no zone is preferred. A tier alone below its threshold does not panic while another serves.
 */
public final class Grouping {
  /** How much more than its even part one may be given before others are asked. */
  static final double HEADROOM = 1.4;

  private final List<Member> members;
  private final List<TierSize> tiers;
  private final String ownZone;
  private final boolean panic;

  /**
   * How much is known to belong to a tier, whether or not it may take calls now.
   *
   * @param zones that are named
   */
  public record TierSize(double weight, Set<String> zones) {
    public TierSize {
      zones = Set.copyOf(zones);
    }
  }

  /**
   * @param ownZone the broker's; empty if zones mean nothing
   * @param panicPercent 0 to 100
   */
  public Grouping(List<Member> members, List<TierSize> tiers, String ownZone, int panicPercent) {
    this.members = members;
    this.tiers = tiers;
    this.ownZone = ownZone;
    panic = panics(members, tiers.size(), panicPercent);
  }

  private static boolean panics(List<Member> members, int tiers, int percent) {
    int[] passing = new int[tiers];
    int[] all = new int[tiers];
    for (Member member : members) {
      all[member.tier()]++;
      passing[member.tier()] += member.passing() ? 1 : 0;
    }
    for (int tier = 0; tier < tiers; tier++) {
      if (all[tier] > 0 && passing[tier] * 100L >= (long) percent * all[tier]) {
        return false;
      }
    }
    return true;
  }

  /** Whether too few pass, so that all take calls. */
  public boolean panic() {
    return panic;
  }

  /** Whether a member may be picked at all. */
  public boolean mayBePicked(Member member) {
    return panic || member.passing();
  }

  /** The groups, the most preferred first; none if nobody may be picked. */
  public List<Group> groups() {
    var groups = new ArrayList<Group>();
    double[] shares = tierShares();
    for (int tier = 0; tier < shares.length; tier++) {
      addTier(tier, shares[tier], groups);
    }
    return groups;
  }

  private double[] tierShares() {
    double[] shares = new double[tiers.size()];
    for (Member member : members) {
      shares[member.tier()] += mayBePicked(member) ? member.weight() : 0;
    }
    double left = 1;
    for (int tier = 0; tier < shares.length; tier++) {
      if (shares[tier] > 0) {
        shares[tier] = Math.min(left, HEADROOM * shares[tier] / tiers.get(tier).weight());
      }
      left = Math.max(0, left - shares[tier]);
    }
    double given = 1 - left;
    if (given > 0) {
      for (int tier = 0; tier < shares.length; tier++) {
        shares[tier] /= given;
      }
    }
    return shares;
  }

  private void addTier(int tier, double share, List<Group> groups) {
    var perZone = new HashMap<String, Double>();
    double total = 0;
    for (Member member : members) {
      if (member.tier() == tier && mayBePicked(member)) {
        perZone.merge(member.zone(), (double) member.weight(), Double::sum);
        total += member.weight();
      }
    }
    Set<String> zones = tiers.get(tier).zones();
    if (panic || total == 0 || !zones.contains(ownZone)) {
      addGroup(tier, perZone, perZone, share, groups);
      return;
    }
    double even = 1.0 / zones.size();
    double near = perZone.getOrDefault(ownZone, 0.0) / total;
    double kept = Math.min(1, HEADROOM * near / even);
    addGroup(tier, only(ownZone, perZone), perZone, share * kept, groups);
    addGroup(tier, spare(perZone, total, even), perZone, share * (1 - kept), groups);
  }

  private static Map<String, Double> only(String zone, Map<String, Double> perZone) {
    return perZone.containsKey(zone) ? Map.of(zone, perZone.get(zone)) : Map.of();
  }

  /** What other zones have beyond an even part; all that they have, if none has more. */
  private Map<String, Double> spare(Map<String, Double> perZone, double total, double even) {
    var others = new HashMap<>(perZone);
    others.remove(ownZone);
    var spare = new HashMap<String, Double>();
    others.forEach((zone, weight) -> {
      double callers = zone.isEmpty() ? 0 : even * total;
      if (weight > callers) {
        spare.put(zone, weight - callers);
      }
    });
    return spare.isEmpty() ? others : spare;
  }

  /**
   * @param parts what the group's zones take calls in proportion to
   */
  private void addGroup(
      int tier,
      Map<String, Double> parts,
      Map<String, Double> perZone,
      double share,
      List<Group> groups) {
    var places = new ArrayList<Integer>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (member.tier() == tier && mayBePicked(member) && parts.containsKey(member.zone())) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return;
    }
    int[] chosen = places.stream().mapToInt(Integer::intValue).toArray();
    double[] weights = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      Member member = members.get(chosen[i]);
      double zone =
          parts.getOrDefault(member.zone(), 0.0) / perZone.getOrDefault(member.zone(), 1.0);
      weights[i] = member.weight() * member.part() * zone;
    }
    groups.add(new Group(tier, chosen, weights, share));
  }
}
