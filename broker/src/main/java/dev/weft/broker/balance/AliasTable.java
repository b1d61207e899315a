package dev.weft.broker.balance;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws by weight in constant time (Vose, "A Linear Algorithm for Generating Random Numbers with a
 * Given Distribution", 1991): each column holds two members, and a draw chooses the column and then
 * one of its two.
 */
final class AliasTable {
  private static final double UNIT = 0x1p-53;

  private final double[] stays; // the chance that a column's own member is drawn
  private final int[] others;
  private final boolean even;

  /**
   * @param weights at least one, not negative, not all 0
   */
  AliasTable(double[] weights) {
    int count = weights.length;
    stays = new double[count];
    others = new int[count];
    even = Arrays.stream(weights).allMatch(weight -> weight == weights[0]);
    double total = Arrays.stream(weights).sum();
    int[] small = new int[count];
    int[] large = new int[count];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < count; i++) {
      stays[i] = weights[i] * count / total;
      others[i] = i;
      if (stays[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int poor = small[--smalls];
      int rich = large[larges - 1];
      others[poor] = rich;
      stays[rich] -= 1 - stays[poor];
      if (stays[rich] < 1) {
        larges--;
        small[smalls++] = rich;
      }
    }
    // What is left is 1 but for rounding.
    while (smalls > 0) {
      stays[small[--smalls]] = 1;
    }
    while (larges > 0) {
      stays[large[--larges]] = 1;
    }
  }

  /** Whether all weights are the same. */
  boolean even() {
    return even;
  }

  int draw(RandomGenerator random) {
    if (even) {
      return random.nextInt(stays.length);
    }
    double at = (random.nextLong() >>> 11) * UNIT * stays.length;
    int column = (int) at;
    return at - column < stays[column] ? column : others[column];
  }
}
