package dev.weft.broker.lane;

import dev.weft.broker.balance.Load;
import dev.weft.broker.balance.Selector;
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
  private final Load[] loads;
  private final Selector selector;
  private final TryTimeout tryTimeout;
  private final ConnectionLimit limit;
  // Filled anew by each pick that cannot take everyone.
  private final RouteeLane[] candidates;
  private final Load[] candidateLoads;
  private boolean pickedForTrial;

  DestinationLane(
      Destination destination,
      RouteeLane[] routees,
      RandomGenerator random,
      @Nullable DestinationLane old,
      int loops) {
    this.destination = destination;
    this.routees = routees;
    loads = new Load[routees.length];
    for (int i = 0; i < routees.length; i++) {
      loads[i] = routees[i].load();
    }
    candidates = new RouteeLane[routees.length];
    candidateLoads = new Load[routees.length];
    var algorithm = destination.policy().balance().algorithm();
    selector =
        old != null && old.destination.policy().balance().algorithm() == algorithm
            ? old.selector
            : Selector.of(algorithm, random);
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
   * @return null if there is none; {@link #pickedForTrial} says whether this is a trial
   */
  public @Nullable RouteeLane pick(Collection<RouteeLane> tried, boolean spareable, long nowNanos) {
    pickedForTrial = false;
    boolean disturbed = destination.memory().ejections().any();
    if (!disturbed && tried.isEmpty()) {
      return routees.length == 0 ? null : routees[selector.pick(loads, routees.length, nowNanos)];
    }
    if (disturbed && tried.isEmpty()) {
      @Nullable RouteeLane trial = takeTrial(spareable, nowNanos);
      if (trial != null) {
        pickedForTrial = true;
        return trial;
      }
    }
    int count = fillCandidates(tried);
    return count == 0 ? null : candidates[selector.pick(candidateLoads, count, nowNanos)];
  }

  /** Whether the last pick is the trial call of an ejected routee. */
  public boolean pickedForTrial() {
    return pickedForTrial;
  }

  /** Whether a try elsewhere would find a routee. */
  public boolean hasOther(Collection<RouteeLane> tried) {
    return fillCandidates(tried) > 0;
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
    for (RouteeLane routee : routees) {
      Standing standing = routee.standing();
      if (standing.takeTrial(nowNanos, spareable ? 0 : standing.trialSpareNanos())) {
        return routee;
      }
    }
    return null;
  }

  private int fillCandidates(Collection<RouteeLane> tried) {
    int passing = 0;
    for (RouteeLane routee : routees) {
      passing += routee.standing().passing() ? 1 : 0;
    }
    int threshold = destination.policy().balance().panicThresholdPercent();
    boolean panic = passing * 100 < threshold * routees.length;
    int count = 0;
    for (RouteeLane routee : routees) {
      Standing standing = routee.standing();
      // A call that began before the newest snapshot must not be retried where none may go now.
      if ((panic || standing.passing())
          && standing.routee().admitted()
          && !tried.contains(routee)) {
        candidates[count] = routee;
        candidateLoads[count++] = routee.load();
      }
    }
    return count;
  }
}
