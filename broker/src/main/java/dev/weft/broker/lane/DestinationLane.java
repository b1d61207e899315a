package dev.weft.broker.lane;

import dev.weft.broker.balance.CallKey;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.retry.TryTimeout;
import dev.weft.broker.route.Destination;
import java.util.Collection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One destination as one loop sees it: who can be picked, and who is. */
public final class DestinationLane {
  private final Destination destination;
  private final RouteeLane[] routees;
  private final Candidates candidates;
  private final TryTimeout tryTimeout;
  private final ConnectionLimit limit;
  private boolean pickedForTrial;
  private long seenNanos;

  /**
   * @param routees of the admitted, in their order
   * @param old what this one follows; null if there was none
   * @param zone the broker's; empty if it has none
   */
  DestinationLane(
      Destination destination,
      RouteeLane[] routees,
      RandomGenerator random,
      @Nullable DestinationLane old,
      int loops,
      String zone) {
    this.destination = destination;
    this.routees = routees;
    candidates = new Candidates(destination, routees, random, zone);
    tryTimeout = old == null ? new TryTimeout() : old.tryTimeout;
    limit = old == null ? new ConnectionLimit() : old.limit;
    limit.configure(destination.policy().limit(), loops);
  }

  public Destination destination() {
    return destination;
  }

  public TryTimeout tryTimeout() {
    return tryTimeout;
  }

  public ConnectionLimit limit() {
    return limit;
  }

  /**
   * Picks a routee for a try.
   *
   * @param tried those not to pick
   * @param spareable whether a failure here could be hidden by a retry: such calls make the trials
   * @param key the call's, of the destination's {@link CallKey}
   * @return null if there is none; {@link #pickedForTrial} says whether this is a trial
   */
  public @Nullable RouteeLane pick(
      Collection<RouteeLane> tried, boolean spareable, long key, long nowNanos) {
    pickedForTrial = false;
    seenNanos = nowNanos;
    @Nullable RouteeLane own = candidates.ofSession(key, tried, nowNanos);
    if (own != null) {
      return own; // nobody's session is broken for a trial
    }
    if (tried.isEmpty()) {
      @Nullable RouteeLane trial = takeTrial(spareable, nowNanos);
      if (trial != null) {
        pickedForTrial = true;
        return trial;
      }
    }
    return candidates.pick(tried, key, nowNanos);
  }

  /** Whether the last pick is the trial call of an ejected routee. */
  public boolean pickedForTrial() {
    return pickedForTrial;
  }

  /** Whether a try elsewhere would find a routee. */
  public boolean hasOther(Collection<RouteeLane> tried) {
    return candidates.hasOther(tried, seenNanos);
  }

  /**
   * Whether one more connection may be opened. At the limit, an idle connection to whichever routee
   * makes room for one that is needed.
   */
  public boolean mayOpen() {
    if (limit.full()) {
      for (RouteeLane routee : routees) {
        if (routee.idle().closeOldest()) {
          break;
        }
      }
    }
    return !limit.full();
  }

  private @Nullable RouteeLane takeTrial(boolean spareable, long nowNanos) {
    for (RouteeLane routee : candidates.out(nowNanos)) {
      Standing standing = routee.standing();
      if (standing.takeTrial(nowNanos, spareable ? 0 : standing.trialSpareNanos())) {
        return routee;
      }
    }
    return null;
  }
}
