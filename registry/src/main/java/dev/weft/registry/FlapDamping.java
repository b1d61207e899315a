package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How much each routee's registration has flapped of late: a penalty that each withdrawal and each
 * move adds to and that halves every minute (the figure of merit of RFC 2439, section 4.2). Above
 * {@link #SUPPRESS} it is damped until the penalty has decayed below {@link #REUSE}; the ceiling
 * bounds that to {@link #LONGEST}.
 *
 * <p>One restart costs 1,000: three within a minute stay unpunished, and so does a steady one every
 * half minute. Safe for use by any thread.
 */
final class FlapDamping {
  static final double FLAP = 1000;
  static final double SUPPRESS = 3500;
  static final double REUSE = 1000;
  static final Duration LONGEST = Duration.ofMinutes(3);

  private static final double HALF_LIFE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final double CEILING = REUSE * Math.pow(2, LONGEST.toNanos() / HALF_LIFE_NANOS);
  private static final double FORGOTTEN = 100;

  private record Penalty(double value, long atNanos) {
    double at(long nowNanos) {
      return value * Math.pow(0.5, (nowNanos - atNanos) / HALF_LIFE_NANOS);
    }
  }

  private final Map<RouteeId, Penalty> penalties = new HashMap<>();

  /** A routee has left or moved. */
  synchronized void flapped(RouteeId id, long nowNanos) {
    penalties.put(id, new Penalty(Math.min(CEILING, at(id, nowNanos) + FLAP), nowNanos));
  }

  /** A routee was found damped after a restart that has forgotten why. */
  synchronized void resume(RouteeId id, long nowNanos) {
    penalties.putIfAbsent(id, new Penalty(SUPPRESS, nowNanos));
  }

  /**
   * Whether a routee that registers now is to be damped.
   *
   * @param moving whether it does so by a move, which is to be counted yet
   */
  synchronized boolean suppresses(RouteeId id, boolean moving, long nowNanos) {
    return at(id, nowNanos) + (moving ? FLAP : 0) > SUPPRESS;
  }

  /** How long until a damped routee may be used again; zero if it may now. */
  synchronized Duration untilReuse(RouteeId id, long nowNanos) {
    double penalty = at(id, nowNanos);
    return penalty <= REUSE
        ? Duration.ZERO
        : Duration.ofNanos((long) (HALF_LIFE_NANOS * Math.log(penalty / REUSE) / Math.log(2)));
  }

  /** Drops what has decayed to nothing. */
  synchronized void forgetOld(long nowNanos) {
    penalties.values().removeIf(penalty -> penalty.at(nowNanos) < FORGOTTEN);
  }

  private double at(RouteeId id, long nowNanos) {
    Penalty known = penalties.get(id);
    return known == null ? 0 : known.at(nowNanos);
  }
}
