package dev.weft.probe;

import dev.weft.model.mesh.Verdict;

/**
 * What a row of samples makes of a routee's state: {@code fall} failures in a row make it failing,
 * {@code rise} passes in a row make it passing again. One that has never passed is admitted by its
 * first pass: there is nothing yet to be suspicious of.
 *
 * @param state passing, failing or unknown
 * @param proven whether it has ever been passing
 * @param lastPassed what the last sample was; without meaning while the streak is 0
 * @param streak how many samples in a row were like the last; 0 before the first
 */
record Hysteresis(Verdict.State state, boolean proven, boolean lastPassed, int streak) {

  private static final int MAX_STREAK = 1_000_000_000;

  /** A routee of which nothing is known. */
  static final Hysteresis NEW = new Hysteresis(Verdict.State.UNKNOWN, false, false, 0);

  /** Where to start from the verdict that the registry holds, such as after a restart. */
  static Hysteresis resume(Verdict.State held) {
    return switch (held) {
      case UNKNOWN -> NEW;
      case FAILING -> new Hysteresis(Verdict.State.FAILING, true, false, 0);
      case PASSING, DEGRADED -> new Hysteresis(Verdict.State.PASSING, true, true, 0);
    };
  }

  /**
   * The state after one more sample.
   *
   * @param rise at least 1
   * @param fall at least 1
   */
  Hysteresis next(boolean passed, int rise, int fall) {
    int newStreak = streak > 0 && passed == lastPassed ? Math.min(streak, MAX_STREAK) + 1 : 1;
    int needed = passed ? (proven ? rise : 1) : fall;
    if (newStreak < needed) {
      return new Hysteresis(state, proven, passed, newStreak);
    }
    return passed
        ? new Hysteresis(Verdict.State.PASSING, true, true, newStreak)
        : new Hysteresis(Verdict.State.FAILING, proven, false, newStreak);
  }

  /** Whether the last sample speaks against the state and the next may turn it. */
  boolean inDoubt() {
    return switch (state) {
      case PASSING, DEGRADED -> streak > 0 && !lastPassed;
      case FAILING -> streak > 0 && lastPassed;
      case UNKNOWN -> true;
    };
  }
}
