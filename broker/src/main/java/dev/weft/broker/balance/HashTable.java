package dev.weft.broker.balance;

import dev.weft.model.mesh.BalancePolicy.Algorithm;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Where keys go. Immutable and shared by the loops; the same on every broker that knows the same
 * members. It holds all that may ever be picked: one that may not now is passed over, so that only
 * its own keys move, and they move back when it returns.
 */
public sealed interface HashTable permits Ring, Maglev {
  /**
   * The place of the member that a key belongs to.
   *
   * @param hash the key's
   * @param may whether a member may be picked
   * @return −1 if none may
   */
  int pick(long hash, IntPredicate may);

  /**
   * Makes a table.
   *
   * @param names of the members, at least one, which say where their keys are
   * @param weights of each, above 0
   */
  static HashTable of(Algorithm algorithm, List<String> names, int[] weights) {
    return switch (algorithm) {
      case RING_HASH -> new Ring(names, weights);
      case MAGLEV -> new Maglev(names, weights);
      default -> throw new IllegalArgumentException(algorithm + " knows no keys");
    };
  }
}
