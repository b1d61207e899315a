package dev.weft.broker.lane;

import dev.weft.broker.balance.CallKey;
import dev.weft.broker.balance.PickNote;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.limit.PendingCalls;
import dev.weft.broker.observe.Shortfalls;
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
  private final PendingCalls pending;
  private final int mostPending;
  private final boolean fallsBack;
  private final Deadlines ticks;
  private final Deadline tick = new Deadline(this::tick);
  private boolean waking;
  private boolean pickedForTrial;
  private @Nullable RouteeLane doubted;
  private long seenNanos;

  /**
   * @param routees of the admitted, in their order
   * @param old what this one follows; null if there was none
   * @param loops how many share what the service may have
   * @param zone the broker's; empty if it has none
   * @param ticks looks after calls that wait
   */
  DestinationLane(
      Destination destination,
      RouteeLane[] routees,
      RandomGenerator random,
      @Nullable DestinationLane old,
      int loops,
      String zone,
      Deadlines ticks) {
    this.destination = destination;
    this.routees = routees;
    candidates = new Candidates(destination, routees, random, zone);
    tryTimeout = old == null ? new TryTimeout() : old.tryTimeout;
    limit = old == null ? new ConnectionLimit() : old.limit;
    limit.configure(destination.policy().limit(), loops);
    pending = old == null ? new PendingCalls() : old.pending;
    mostPending = ConnectionLimit.share(destination.policy().limit().maxPending(), loops);
    this.ticks = ticks;
    fallsBack = destination.policy().balance().fallback() != null;
    if (old != null) {
      ticks.drop(old.tick);
    }
    if (pending.size() > 0) {
      tickSoon();
    }
  }

  public Destination destination() {
    return destination;
  }

  /** What the service's calls have to do without. */
  public Shortfalls shortfalls() {
    return destination.memory().shortfalls();
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
        candidates.note().set(PickNote.Why.TRIAL);
        return trial;
      }
    }
    @Nullable RouteeLane inDoubt = spareable && tried.isEmpty() ? takeDoubted(nowNanos) : null;
    if (inDoubt != null) {
      return inDoubt;
    }
    if (fallsBack && !candidates.anyPassing(nowNanos)) {
      return null; // to the fallback, rather than to all of them in panic
    }
    @Nullable RouteeLane picked = candidates.pick(tried, key, nowNanos);
    if (picked != null && candidates.panic()) {
      shortfalls().panicked();
    }
    return picked;
  }

  /** Why the last pick fell as it did. */
  public PickNote pickNote() {
    return candidates.note();
  }

  /** The routee with which the one picked last was compared; null if it was not. */
  public @Nullable RouteeLane comparedWith() {
    int other = candidates.note().other();
    return other < 0 ? null : candidates.routee(other);
  }

  /**
   * What a call would meet here now, without one: no trial is taken and nobody's turn.
   *
   * @param spareable see {@link #pick}
   * @param key see {@link #pick}
   */
  public LaneLook look(boolean spareable, long key, long nowNanos) {
    boolean none = fallsBack && !candidates.anyPassing(nowNanos);
    return LaneLook.of(
        candidates.basis(nowNanos),
        candidates.home(key, nowNanos),
        spareable,
        none,
        nowNanos,
        new LaneLook.Places(pending.size(), mostPending, limit.open(), limit.waiting()),
        tryTimeout.nanos(destination.policy().timeout(), nowNanos));
  }

  /** Whether the service's fallback should take the calls that no routee was found for. */
  public boolean fallsBack() {
    return fallsBack && !candidates.anyPassing(seenNanos);
  }

  /** Whether the last pick is the trial call of an ejected routee. */
  public boolean pickedForTrial() {
    return pickedForTrial;
  }

  /**
   * Whether the last pick found nobody for the one reason that those who could be picked have as
   * many calls as they can do.
   */
  public boolean crowded() {
    return candidates.crowded();
  }

  /** Has a call wait until a routee has room; false if too many wait. */
  public boolean await(PendingCalls.Call call, long nowNanos) {
    if (!pending.add(call, mostPending, nowNanos)) {
      return false;
    }
    if (pending.size() == 1) {
      tickSoon();
    }
    return true;
  }

  /** A call waits no longer. */
  public void leave(PendingCalls.Call call) {
    pending.leave(call);
  }

  /** A call has left a routee: others may go there. */
  public void roomFreed(long nowNanos) {
    if (pending.size() > 0 && !waking) { // what is woken may fail at once, and so come here again
      pending.moved(nowNanos);
      wake(nowNanos);
    }
  }

  private void wake(long nowNanos) {
    waking = true;
    try {
      while (pending.roomFreed(nowNanos)) {
        seenNanos = nowNanos;
      }
      pending.shedLate(nowNanos);
    } finally {
      waking = false;
    }
  }

  /** Why a call was shed, in words. */
  public String whyShed() {
    return "service "
        + destination.service()
        + " is overloaded: its "
        + destination.admitted().size()
        + " routees have as many calls as they can do at once";
  }

  private void tickSoon() {
    tick.set(seenNanos); // at the next tick
    ticks.watch(tick);
  }

  /**
   * Room may have come about unseen, as other loops and ports lead to the same routees. All of
   * these are looked at here, and not with each call that leaves one.
   */
  private void tick(long nowNanos) {
    if (pending.size() > 0) {
      pending.moved(candidates.lastLeftNanos(nowNanos));
      pending.usual(candidates.usualNanos());
      wake(nowNanos);
    }
    if (pending.size() == 0) {
      ticks.drop(tick);
    }
  }

  /** Whether a try elsewhere would find a routee with room. */
  public boolean hasRoomElsewhere(Collection<RouteeLane> tried) {
    return candidates.hasRoom(tried, seenNanos);
  }

  /** Whether a try elsewhere would find a routee, now or when it has room. */
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

  /**
   * A routee answered with an error. Errors count as slow, so that the pick would leave it alone
   * for a while, undecided: a call that can be retried goes there next, until it is ejected or is
   * well.
   */
  public void doubt(RouteeLane routee) {
    doubted = routee;
  }

  private @Nullable RouteeLane takeDoubted(long nowNanos) {
    RouteeLane routee = doubted;
    if (routee == null) {
      return null;
    }
    doubted = null;
    return routee.standing().inDoubt() && routee.limit().hasRoom(nowNanos) ? routee : null;
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
