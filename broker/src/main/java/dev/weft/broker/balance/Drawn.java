package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws by weight. */
final class Drawn implements Selector {
  private final AliasTable table;
  private final double[] weights;
  private final RandomGenerator random;

  Drawn(double[] weights, RandomGenerator random) {
    table = new AliasTable(weights);
    this.weights = weights;
    this.random = random;
  }

  @Override
  public int pick(long nowNanos, PickNote note) {
    note.set(PickNote.Why.DRAWN);
    return table.draw(random);
  }

  @Override
  public double[] chances(long nowNanos) {
    return parts(weights);
  }

  /** Each weight's part of their sum. */
  static double[] parts(double[] weights) {
    double total = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / total).toArray();
  }
}
