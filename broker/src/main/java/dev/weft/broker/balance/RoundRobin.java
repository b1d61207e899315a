package dev.weft.broker.balance;

/**
 * Smooth weighted round robin, as nginx does it: each turn everyone gains its weight, the richest
 * is picked and pays the total. A heavy routee's turns are spread out rather than bunched.
 */
final class RoundRobin implements Selector {
  @Override
  public int pick(Load[] loads, int count, long nowNanos) {
    double total = 0;
    int richest = 0;
    for (int i = 0; i < count; i++) {
      Load load = loads[i];
      load.current += load.weight();
      total += load.weight();
      if (load.current > loads[richest].current) {
        richest = i;
      }
    }
    loads[richest].current -= total;
    return richest;
  }
}
