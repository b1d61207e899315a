package dev.weft.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells routees that have died from a registry that nobody can reach: many leases that lapse
 * together mean a broken network far more often than as many deaths.
 *
 * <p>When more than 15 % of the leased routees, and at least 3, have lapsed or been evicted within
 * their own lease time, no more are evicted. That ends when renewals have brought the share down
 * again. If none return for {@link #PATIENCE}, the routees are taken for dead after all and leave
 * one per sweep, still never in bulk.
 *
 * <p>Belongs to the {@link LeaseTable}'s lock. 15 % is what Eureka's self-preservation uses.
 */
final class MassLapseGuard {
  /** How long nothing is evicted if no renewal returns. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final System.Logger LOG = System.getLogger(MassLapseGuard.class.getName());
  private static final int MAX_PERCENT = 15;
  private static final int ALWAYS_ALLOWED = 2;

  /** When each recent eviction stops to count. */
  private final Deque<Long> recentUntilNanos = new ArrayDeque<>();

  private boolean holding;
  private long heldSinceNanos;

  /**
   * How many of the lapsed routees may be evicted now.
   *
   * @param leased routees with a lease, the lapsed ones included
   */
  int allowed(int lapsed, int leased, long nowNanos) {
    recentUntilNanos.removeIf(until -> until - nowNanos <= 0);
    if (lapsed == 0) {
      release("every lease is renewed or gone");
      return 0;
    }
    int affected = lapsed + recentUntilNanos.size();
    int all = leased + recentUntilNanos.size();
    if (affected <= ALWAYS_ALLOWED || affected * 100L <= (long) MAX_PERCENT * all) {
      release("renewals have returned");
      return lapsed;
    }
    if (!holding) {
      holding = true;
      heldSinceNanos = nowNanos;
      LOG.log(
          System.Logger.Level.WARNING,
          "ALERT: {0} of {1} leased routees have not renewed: evicting none of them until renewals"
              + " return, or for {2} s. Can the agents reach this registry?",
          affected,
          all,
          PATIENCE.toSeconds());
    }
    return nowNanos - heldSinceNanos < PATIENCE.toNanos() ? 0 : 1;
  }

  /** A routee was evicted; it counts as lapsed for as long as its lease was. */
  void evicted(long nowNanos, long ttlNanos) {
    recentUntilNanos.add(nowNanos + ttlNanos);
  }

  private void release(String why) {
    if (holding) {
      holding = false;
      LOG.log(System.Logger.Level.INFO, "evictions go on: {0}", why);
    }
  }
}
