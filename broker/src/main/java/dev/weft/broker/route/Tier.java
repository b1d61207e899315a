package dev.weft.broker.route;

import dev.weft.broker.balance.Grouping.TierSize;
import dev.weft.broker.balance.HashTable;
import dev.weft.broker.eject.Standing;
import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.BalancePolicy.Algorithm;
import dev.weft.model.mesh.PriorityTier;
import dev.weft.model.mesh.Routee;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tier of a destination's routees.
 *
 * @param members places among the admitted
 * @param table where keys go, by places among the members; null where calls have none
 */
public record Tier(TierSize size, List<Integer> members, @Nullable Keys table) {
  public Tier {
    members = List.copyOf(members);
  }

  /**
   * A table and what it was made of, so that a newer snapshot with the same need not make it again.
   */
  public record Keys(
      Algorithm algorithm, List<String> names, List<Integer> weights, HashTable table) {
    public Keys {
      names = List.copyOf(names);
      weights = List.copyOf(weights);
    }
  }

  /**
   * Sorts routees into tiers.
   *
   * @param all of a destination, admitted or not
   * @param before the tiers of the destination that this one follows; empty if there was none
   */
  static List<Tier> of(
      BalancePolicy policy, List<Standing> all, List<Standing> admitted, List<Tier> before) {
    int count = policy.priorities().size() + 1;
    var tiers = new ArrayList<Tier>();
    for (int i = 0; i < count; i++) {
      double weight = 0;
      Set<String> zones = new HashSet<>();
      for (Standing standing : all) {
        Routee routee = standing.routee();
        if (place(policy.priorities(), routee) == i) {
          weight += routee.weight();
          if (!routee.zone().isEmpty()) {
            zones.add(routee.zone());
          }
        }
      }
      var members = new ArrayList<Integer>();
      for (int j = 0; j < admitted.size(); j++) {
        if (place(policy.priorities(), admitted.get(j).routee()) == i) {
          members.add(j);
        }
      }
      @Nullable Keys old = i < before.size() ? before.get(i).table() : null;
      tiers.add(
          new Tier(
              new TierSize(weight, zones),
              members,
              policy.algorithm().hashes() && !members.isEmpty()
                  ? keys(policy.algorithm(), members, admitted, old)
                  : null));
    }
    return List.copyOf(tiers);
  }

  private static int place(List<PriorityTier> tiers, Routee routee) {
    for (int i = 0; i < tiers.size(); i++) {
      if (tiers.get(i).fits(routee)) {
        return i;
      }
    }
    return tiers.size();
  }

  private static Keys keys(
      Algorithm algorithm, List<Integer> members, List<Standing> admitted, @Nullable Keys old) {
    List<String> names = members.stream().map(i -> name(admitted.get(i))).toList();
    List<Integer> weights = members.stream().map(i -> admitted.get(i).routee().weight()).toList();
    if (old != null
        && old.algorithm() == algorithm
        && old.names().equals(names)
        && old.weights().equals(weights)) {
      return old;
    }
    int[] array = weights.stream().mapToInt(Integer::intValue).toArray();
    return new Keys(algorithm, names, weights, HashTable.of(algorithm, names, array));
  }

  /** A name and not an address, so that keys stay where a routee moves. */
  private static String name(Standing standing) {
    return standing.routee().id().toString();
  }
}
