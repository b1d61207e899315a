package dev.weft.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells routees that have died from a registry that nobody can reach: many leases that lapse
 * together mean a broken network far more often than as many deaths.
 *
 * <p>When more than 15 % of the leased routees, and at least 3, have lapsed or been evicted within
 * their own lease time, no more are evicted. One host is one failure: where all of them belong to
 * one agent and at least two other agents report, they go when that agent has been silent for a
 * second lease time.
 *
 * <p>There are three ways out, so that it never gets stuck: renewals bring the share down (those
 * that are still silent {@link #SETTLE} later go); whoever has been lapsed for {@link #PATIENCE}
 * goes, few per sweep; an administrator overrules it. While the registry hears nobody at all it is
 * the one that is cut off, and patience is {@link #PATIENCE_WHEN_DEAF}.
 *
 * <p>Belongs to the {@link LeaseTable}'s lock. 15 % is what Eureka's self-preservation uses.
 */
final class MassLapseGuard {
  /** How long a routee may stay lapsed while others renew. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** How long a routee may stay lapsed while nobody renews at all. */
  static final Duration PATIENCE_WHEN_DEAF = Duration.ofHours(2);

  /** How long nothing is evicted after a mass lapse or a standstill has ended. */
  static final Duration SETTLE = Duration.ofSeconds(30);

  /** The most that leave in one sweep in quiet times. */
  static final int BATCH = 256;

  private static final System.Logger LOG = System.getLogger(MassLapseGuard.class.getName());
  private static final int MAX_PERCENT = 15;
  private static final int ALWAYS_ALLOWED = 2;

  /**
   * Of a thousand routees this many leave per sweep once patience has run out, but at least one.
   */
  private static final int SLOW_PER_MILLE = 1;

  /**
   * What may be evicted now.
   *
   * @param most routees, counted
   * @param lapsedForNanos only those that lapsed at least so long ago
   */
  record Allowance(int most, long lapsedForNanos) {
    static final Allowance NOTHING = new Allowance(0, 0);
  }

  private record Evicted(@Nullable String agent, long untilNanos) {}

  /** What a hold is about, for people. */
  record Hold(long sinceNanos, int affected, int of) {}

  /** The evictions that still count as part of a lapse. */
  private final Deque<Evicted> recent = new ArrayDeque<>();

  private @Nullable Hold hold;
  private long settledNanos;
  private long heardNanos;
  private long hearingSinceNanos;
  private boolean overruled;
  private long overruledNanos;

  MassLapseGuard(long nowNanos) {
    settledNanos = nowNanos;
    heardNanos = nowNanos;
    hearingSinceNanos = nowNanos;
  }

  /** Somebody has reached the registry. */
  void heard(long nowNanos) {
    if (nowNanos - heardNanos > SETTLE.toNanos()) {
      hearingSinceNanos = nowNanos;
    }
    heardNanos = nowNanos;
  }

  /** Nothing is evicted for a while, so that everybody can renew. */
  void settle(long nowNanos) {
    settledNanos = nowNanos + SETTLE.toNanos();
  }

  /** An administrator says that all who have lapsed by now are dead. */
  void overrule(long nowNanos) {
    overruled = true;
    overruledNanos = nowNanos;
  }

  /** The mass lapse that evictions are held for; null in quiet times. */
  @Nullable Hold hold() {
    return hold;
  }

  Allowance allowance(LeaseCensus census, long nowNanos) {
    recent.removeIf(evicted -> evicted.untilNanos - nowNanos <= 0);
    if (census.lapsed() == 0) {
      overruled = false;
      release("every lease is renewed or gone", nowNanos, false);
      return Allowance.NOTHING;
    }
    overruled = overruled && census.oldestLapseNanos() - overruledNanos <= 0;
    if (overruled) {
      release("an administrator has overruled the guard", nowNanos, false);
      return new Allowance(BATCH, nowNanos - overruledNanos);
    }
    int affected = census.lapsed() + recent.size();
    int all = census.leased() + recent.size();
    boolean few = affected <= ALWAYS_ALLOWED || affected * 100L <= (long) MAX_PERCENT * all;
    Lease host = few ? null : loneHost(census);
    if (!few && host == null) {
      return hold(affected, all, nowNanos);
    }
    release("renewals have returned", nowNanos, true);
    if (nowNanos - settledNanos < 0) {
      return slowly(all, nowNanos);
    }
    return new Allowance(BATCH, host == null ? 0 : host.ttlNanos);
  }

  private Allowance hold(int affected, int all, long nowNanos) {
    if (hold == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "ALERT: {0} of {1} leased routees have not renewed: evicting none of them until renewals"
              + " return. Can the agents reach this registry? See GET /apis/weft.dev/v1/alerts",
          affected,
          all);
    }
    hold = new Hold(hold == null ? nowNanos : hold.sinceNanos, affected, all);
    return slowly(all, nowNanos);
  }

  /**
   * The lease of the one agent that all but a few of the affected belong to; null if there is none,
   * or if fewer than two other agents report: then it may as well be they who are cut off.
   */
  private @Nullable Lease loneHost(LeaseCensus census) {
    if (census.liveAgents() < 2 || census.lapsedAgents().size() != 1) {
      return null;
    }
    Lease host = census.lapsedAgents().getFirst();
    long others =
        census.lapsedAlone()
            + recent.stream().filter(evicted -> !Objects.equals(evicted.agent, host.agent)).count();
    return others <= ALWAYS_ALLOWED ? host : null;
  }

  /** Those whose time has run out all the same leave few at a time. */
  private Allowance slowly(int all, long nowNanos) {
    int few = Math.max(1, all * SLOW_PER_MILLE / 1000);
    if (nowNanos - heardNanos > SETTLE.toNanos()) {
      return new Allowance(few, PATIENCE_WHEN_DEAF.toNanos());
    }
    return nowNanos - hearingSinceNanos < PATIENCE.toNanos()
        ? Allowance.NOTHING
        : new Allowance(few, PATIENCE.toNanos());
  }

  /** A routee was evicted; it counts as lapsed for as long as its lease was. */
  void evicted(Lease lease, long nowNanos) {
    recent.add(new Evicted(lease.agent, nowNanos + lease.ttlNanos));
  }

  private void release(String why, long nowNanos, boolean settling) {
    if (hold != null) {
      hold = null;
      LOG.log(System.Logger.Level.INFO, "evictions go on: {0}", why);
      if (settling) {
        settle(nowNanos);
      }
    }
  }
}
