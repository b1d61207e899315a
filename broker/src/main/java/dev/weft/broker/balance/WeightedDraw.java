package dev.weft.broker.balance;

import java.util.random.RandomGenerator;

/** A random draw in which each routee's chance is its weight. */
final class WeightedDraw {
  private WeightedDraw() {}

  static int draw(Load[] loads, int count, RandomGenerator random) {
    if (even(loads, count)) {
      return random.nextInt(count);
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      total += loads[i].weight();
    }
    long ticket = random.nextLong(total);
    int place = 0;
    while (ticket >= loads[place].weight()) {
      ticket -= loads[place].weight();
      place++;
    }
    return place;
  }

  static boolean even(Load[] loads, int count) {
    for (int i = 1; i < count; i++) {
      if (loads[i].weight() != loads[0].weight()) {
        return false;
      }
    }
    return true;
  }
}
