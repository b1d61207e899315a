package dev.weft.broker.balance;

import dev.weft.model.mesh.BalancePolicy.Algorithm;
import java.util.random.RandomGenerator;

/** Picks among routees that may all be picked. */
public interface Selector {
  /**
   * Picks one.
   *
   * @param loads of the candidates, in the first {@code count} places; count is at least 1
   * @return its place, 0 to count − 1
   */
  int pick(Load[] loads, int count, long nowNanos);

  /** Whether an algorithm runs as itself; the others run as PeakEwma. */
  static boolean runs(Algorithm algorithm) {
    return switch (algorithm) {
      case ROUND_ROBIN, RANDOM, LEAST_REQUEST, PEAK_EWMA -> true;
      case RING_HASH, MAGLEV, PREQUAL -> false;
    };
  }

  /** What runs for an algorithm. */
  static Selector of(Algorithm algorithm, RandomGenerator random) {
    return switch (algorithm) {
      case ROUND_ROBIN -> new RoundRobin();
      case RANDOM -> (loads, count, nowNanos) -> WeightedDraw.draw(loads, count, random);
      case LEAST_REQUEST -> new TwoChoices(random, (load, nowNanos) -> load.inFlight());
      case PEAK_EWMA, RING_HASH, MAGLEV, PREQUAL -> new TwoChoices(random, Load::cost);
    };
  }
}
