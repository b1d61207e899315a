package dev.weft.probe;

import dev.weft.model.mesh.ProbePolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to look again: after the interval, give or take a tenth so that the checks of many routees
 * spread out; quickly while the last sample speaks against the state, so that a dead routee is seen
 * within a few hundred milliseconds; and quickly for a new routee, so that it is admitted soon.
 */
final class Cadence {
  static final Duration QUICK = Duration.ofMillis(100);

  /** How long a routee that has never passed is looked at quickly. */
  static final Duration NEWCOMER = Duration.ofSeconds(10);

  private Cadence() {}

  /**
   * From the start of the last check to the start of the next.
   *
   * @param age since the first check of this routee
   */
  static Duration next(
      Hysteresis state, Damping damping, Duration age, ProbePolicy policy, RandomGenerator random) {
    boolean newcomer = !state.proven() && age.compareTo(NEWCOMER) < 0;
    boolean confirming = state.proven() && state.inDoubt();
    boolean damped = damping.active() && state.lastPassed();
    Duration interval = policy.interval();
    if ((newcomer || confirming) && !damped) {
      return interval.compareTo(QUICK) < 0 ? interval : QUICK;
    }
    return Duration.ofNanos((long) (interval.toNanos() * (0.9 + 0.2 * random.nextDouble())));
  }
}
