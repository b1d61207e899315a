package dev.weft.probe.detect;

import dev.weft.model.observe.RouteeObservation;

/** The last ten seconds of a routee's calls, second by second. */
final class Window {
  /** How far back it looks. */
  static final int SECONDS = 10;

  private final Traffic[] seconds = new Traffic[SECONDS];
  private int newest;

  Window() {
    for (int i = 0; i < SECONDS; i++) {
      seconds[i] = new Traffic();
    }
  }

  /** Begins a second without calls, and forgets the oldest. */
  void turn() {
    newest = (newest + 1) % SECONDS;
    seconds[newest].clear();
  }

  /** Adds to the newest second. */
  void add(RouteeObservation observation) {
    seconds[newest].add(observation);
  }

  /**
   * How many of the last seconds it takes to see so many calls; all where there are fewer. What
   * changes shows soonest in the shortest while that is long enough to tell.
   */
  int spanOf(int tries) {
    int seen = 0;
    for (int span = 1; span < SECONDS; span++) {
      seen += seconds[Math.floorMod(newest - span + 1, SECONDS)].tries();
      if (seen >= tries) {
        return span;
      }
    }
    return SECONDS;
  }

  /**
   * The calls of the last seconds together.
   *
   * @param span 1 to {@link #SECONDS}
   */
  Traffic last(int span) {
    var sum = new Traffic();
    for (int i = 0; i < span; i++) {
      sum.add(seconds[Math.floorMod(newest - i, SECONDS)]);
    }
    return sum;
  }
}
