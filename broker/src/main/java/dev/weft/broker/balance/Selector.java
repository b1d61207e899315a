package dev.weft.broker.balance;

import dev.weft.model.mesh.BalancePolicy.Algorithm;
import java.util.random.RandomGenerator;

/**
 * Picks among members that may all be picked: made for them and their weights, and made anew when
 * either changes. Belongs to one loop.
 *
 * <p>A selector fed by probes' answers (Prequal) would have its place beside {@link TwoChoices}: a
 * {@link Load} is where such answers would be kept.
 */
public interface Selector {
  /**
   * Picks one: its place, from 0.
   *
   * @param note told why
   */
  int pick(long nowNanos, PickNote note);

  /** The chance of each to be picked next, which adds up to 1. Changes nothing. */
  double[] chances(long nowNanos);

  /** What is compared at a pick: another call's cost at each; empty where nothing is. */
  default double[] costs(long nowNanos) {
    return new double[0];
  }

  /** Whether an algorithm runs as itself; the others run as PeakEwma. */
  static boolean runs(Algorithm algorithm) {
    return algorithm != Algorithm.PREQUAL;
  }

  /**
   * What runs for an algorithm. RingHash and Maglev go by a {@link HashTable}; here they are what
   * serves calls without a key.
   *
   * @param loads at least one; not copied
   * @param weights of each, above 0
   */
  static Selector of(Algorithm algorithm, Load[] loads, double[] weights, RandomGenerator random) {
    return switch (algorithm) {
      case ROUND_ROBIN -> new RoundRobin(weights, random);
      case RANDOM, RING_HASH, MAGLEV -> new Drawn(weights, random);
      case LEAST_REQUEST -> new TwoChoices(loads, weights, random, Load::crowd, false);
      case PEAK_EWMA, PREQUAL -> new TwoChoices(loads, weights, random, Load::cost, true);
    };
  }
}
