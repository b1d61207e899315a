package dev.weft.broker.balance;

import java.util.random.RandomGenerator;

/**
 * The cheaper of two random routees (Mitzenmacher, "The Power of Two Choices in Randomized Load
 * Balancing", 2001). Weights act in the draw. Between two of equal cost the first drawn wins, so
 * that at rest the shares are the weights.
 */
final class TwoChoices implements Selector {
  /** What another call would cost at a routee. */
  interface Cost {
    double of(Load load, long nowNanos);
  }

  private final RandomGenerator random;
  private final Cost cost;

  TwoChoices(RandomGenerator random, Cost cost) {
    this.random = random;
    this.cost = cost;
  }

  @Override
  public int pick(Load[] loads, int count, long nowNanos) {
    if (count == 1) {
      return 0;
    }
    int one;
    int other;
    if (WeightedDraw.even(loads, count)) {
      one = random.nextInt(count);
      other = random.nextInt(count - 1);
      other = other >= one ? other + 1 : other; // two different ones
    } else {
      one = WeightedDraw.draw(loads, count, random);
      other = WeightedDraw.draw(loads, count, random); // with replacement, or weights would fade
    }
    return cost.of(loads[other], nowNanos) < cost.of(loads[one], nowNanos) ? other : one;
  }
}
