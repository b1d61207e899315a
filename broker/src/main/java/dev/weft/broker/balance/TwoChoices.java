package dev.weft.broker.balance;

import java.util.random.RandomGenerator;

/**
 * The cheaper of two random members (Mitzenmacher, "The Power of Two Choices in Randomized Load
 * Balancing", 2001). Weights act in the draw. Between two of equal cost the first drawn wins, so
 * that at rest the shares are the weights.
 */
final class TwoChoices implements Selector {
  /** What another call would cost at a routee. */
  interface Cost {
    double of(Load load, long nowNanos);
  }

  private final Load[] loads;
  private final AliasTable table;
  private final RandomGenerator random;
  private final Cost cost;

  TwoChoices(Load[] loads, double[] weights, RandomGenerator random, Cost cost) {
    this.loads = loads;
    table = new AliasTable(weights);
    this.random = random;
    this.cost = cost;
  }

  @Override
  public int pick(long nowNanos) {
    if (loads.length == 1) {
      return 0;
    }
    int one = table.draw(random);
    int other;
    if (table.even()) {
      other = random.nextInt(loads.length - 1);
      other = other >= one ? other + 1 : other; // two different ones
    } else {
      other = table.draw(random); // with replacement, or weights would fade
    }
    return cost.of(loads[other], nowNanos) < cost.of(loads[one], nowNanos) ? other : one;
  }
}
