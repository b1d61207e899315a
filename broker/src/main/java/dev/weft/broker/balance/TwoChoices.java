package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.Comparator;
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
  private final double[] weights;
  private final RandomGenerator random;
  private final Cost cost;
  private final boolean timed;

  /**
   * @param timed whether costs are nanoseconds times calls; else they are calls
   */
  TwoChoices(Load[] loads, double[] weights, RandomGenerator random, Cost cost, boolean timed) {
    this.loads = loads;
    table = new AliasTable(weights);
    this.weights = weights;
    this.random = random;
    this.cost = cost;
    this.timed = timed;
  }

  @Override
  public int pick(long nowNanos, PickNote note) {
    if (loads.length == 1) {
      note.set(PickNote.Why.ONLY_ONE);
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
    double costOfOne = cost.of(loads[one], nowNanos);
    double costOfOther = cost.of(loads[other], nowNanos);
    if (costOfOther < costOfOne) {
      note.set(PickNote.Why.CHEAPER, one, costOfOther, costOfOne, timed);
      return other;
    }
    note.set(PickNote.Why.CHEAPER, other == one ? -1 : other, costOfOne, costOfOther, timed);
    return one;
  }

  @Override
  public double[] costs(long nowNanos) {
    double[] costs = new double[loads.length];
    for (int i = 0; i < costs.length; i++) {
      costs[i] = cost.of(loads[i], nowNanos);
    }
    return costs;
  }

  /**
   * One wins against all that cost more wherever it is drawn, and against those that cost the same
   * when it is drawn first.
   */
  @Override
  public double[] chances(long nowNanos) {
    double[] costs = costs(nowNanos);
    double[] drawn = Drawn.parts(weights);
    double[] sorted = costs.clone();
    Integer[] order = new Integer[costs.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Arrays.sort(order, Comparator.comparingDouble(i -> costs[i]));
    double[] before =
        new double[order.length + 1]; // the chance to draw any of the cheapest so many
    for (int i = 0; i < order.length; i++) {
      before[i + 1] = before[i] + drawn[order[i]];
      sorted[i] = costs[order[i]];
    }
    double[] chances = new double[costs.length];
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && sorted[to] == sorted[from]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        double part = drawn[order[i]];
        double same = 1 - before[from]; // what costs as much or more, itself among it
        double more = 1 - before[to];
        chances[order[i]] =
            table.even() ? part * (same + more - part) / (1 - part) : part * (same + more);
      }
      from = to;
    }
    if (costs.length == 1) {
      chances[0] = 1;
    }
    return chances;
  }
}
