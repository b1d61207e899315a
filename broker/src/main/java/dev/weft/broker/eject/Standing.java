package dev.weft.broker.eject;

import dev.weft.broker.limit.AdaptiveLimit;
import dev.weft.broker.tls.ClientTls;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.Routee;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What this broker holds of one routee's port.
 *
 * <pre>
 *   PASSING ──errors in a row, or one refusal──► EJECTED ──wait over, one call taken──► PROBATION
 *      ▲                                            ▲                                      │
 *      │                                            └──────trial failed, wait doubled──────┤
 *      └───────────────────────────trial succeeded─────────────────────────────────────────┘
 * </pre>
 *
 * <p>An ejection soon after a return counts as the next in a row, so a routee that flaps waits
 * longer each time.
 */
public final class Standing {
  /** Where a routee stands. */
  public enum Phase {
    PASSING,
    EJECTED,
    PROBATION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One immutable state.
   *
   * @param errors in a row
   * @param ejections in a row
   * @param waitNanos of the last ejection; 0 if there was none
   * @param atNanos for EJECTED when a trial is due, otherwise when the phase began
   * @param cause of the last ejection, empty if there was none
   */
  public record State(
      Phase phase, int errors, int ejections, long waitNanos, long atNanos, String cause) {
    private static final State FRESH = new State(Phase.PASSING, 0, 0, 0, 0, "");

    /** Of a routee that has left: its last calls may still fail, and must not eject a ghost. */
    private static final State GONE = new State(Phase.PASSING, 0, 0, 0, 0, "left");

    private State withErrors(int newErrors) {
      return new State(phase, newErrors, ejections, waitNanos, atNanos, cause);
    }
  }

  private static final int ASKED_TWICE = 2;
  private static final double JITTER = 0.1;
  private static final AtomicReferenceFieldUpdater<Standing, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(Standing.class, State.class, "state");

  private final Address address;
  private final ServiceEjections service;
  private final AdaptiveLimit limit;
  private volatile State state = State.FRESH;
  private volatile Routee routee;
  private volatile long admittedNanos;
  private volatile @Nullable ClientTls tls;
  private volatile @Nullable Degradation degraded;
  private volatile Spoken spoken = Spoken.UNKNOWN;

  /** A routee that the newest snapshot has and those before had not. */
  public Standing(Address address, Routee routee, ServiceEjections service, long nowNanos) {
    this.address = address;
    this.routee = routee;
    this.service = service;
    limit = new AdaptiveLimit(service.askers(), nowNanos);
    admittedNanos = nowNanos;
  }

  /** Where its calls go. */
  public Address address() {
    return address;
  }

  /** The routee as the newest snapshot has it. */
  public Routee routee() {
    return routee;
  }

  public State state() {
    return state;
  }

  /** How many calls it may have at once. */
  public AdaptiveLimit limit() {
    return limit;
  }

  /** That it does worse than its peers and gets less; null if it does not. */
  public @Nullable Degradation degraded() {
    return degraded;
  }

  /** From now on it gets this share of calls; its usual one where there is none. */
  public void degrade(@Nullable Degradation newer) {
    Degradation older = degraded;
    degraded = newer;
    boolean same = older == null ? newer == null : newer != null && !newer.differs(older);
    if (!same) {
      service.changed();
    }
  }

  /** How it is called; null for plain text. */
  public @Nullable ClientTls tls() {
    return tls;
  }

  /** From now on it is called so; connections of before take no more calls. */
  public void tls(@Nullable ClientTls newer) {
    tls = newer;
  }

  /** What its port of protocol {@code auto} speaks. */
  public Spoken spoken() {
    return spoken;
  }

  /** What it was found to speak, or that it is to be found out again. */
  public void spoken(Spoken found) {
    spoken = found;
  }

  /**
   * Takes over a newer snapshot's routee. A routee that the probes let back in need not sit out its
   * wait: the next call is its trial.
   */
  public void update(Routee newer, long nowNanos) {
    boolean readmitted = newer.admitted() && !routee.admitted();
    if (readmitted || routee.weight() == 0) {
      admittedNanos = nowNanos;
    }
    routee = newer;
    State seen = state;
    if (readmitted && seen.phase == Phase.EJECTED) {
      STATE.compareAndSet(
          this,
          seen,
          new State(
              Phase.EJECTED, seen.errors, seen.ejections, seen.waitNanos, nowNanos, seen.cause));
    }
  }

  /** Forgets an ejection because the routee has left the snapshot. */
  public void retire() {
    State seen = state;
    while (!STATE.compareAndSet(this, seen, State.GONE)) {
      seen = state;
    }
    if (seen.phase != Phase.PASSING) {
      service.changed();
      service.leavePlace();
    }
  }

  /** Since when it takes calls, on the clock of those who told: it came, or came back. */
  public long servingSinceNanos() {
    State seen = state;
    boolean returned = seen.phase == Phase.PASSING && seen.waitNanos > 0;
    return returned && seen.atNanos - admittedNanos > 0 ? seen.atNanos : admittedNanos;
  }

  /** Whether calls go to it as usual. */
  public boolean passing() {
    return state.phase == Phase.PASSING;
  }

  /** Whether it failed of late, and not often enough to be ejected. */
  public boolean inDoubt() {
    State seen = state;
    return seen.phase == Phase.PASSING
        && seen.errors > 0
        && seen.errors < service.policy().consecutiveErrors();
  }

  /**
   * Takes the one trial call of an ejected routee.
   *
   * @param spare how long after it fell due; lets a call that may be retried go first
   * @return true for exactly one caller, which then reports success, failure or {@link #undecided}
   */
  public boolean takeTrial(long nowNanos, long spare) {
    State seen = state;
    return seen.phase == Phase.EJECTED
        && nowNanos - seen.atNanos >= spare
        && STATE.compareAndSet(
            this,
            seen,
            new State(
                Phase.PROBATION,
                seen.errors,
                seen.ejections,
                seen.waitNanos,
                nowNanos,
                seen.cause));
  }

  /** How long this routee's next trial may wait for a call that can be retried, in nanoseconds. */
  public long trialSpareNanos() {
    return service.policy().baseTime().toNanos();
  }

  /** A try succeeded. */
  public void succeeded(boolean trial, long nowNanos) {
    State seen = state;
    if (seen.phase == Phase.PASSING && seen.errors > 0) {
      STATE.compareAndSet(
          this, seen, seen.withErrors(0)); // losing to an error that came later is right
    } else if (trial && seen.phase == Phase.PROBATION) {
      var back = new State(Phase.PASSING, 0, seen.ejections, seen.waitNanos, nowNanos, seen.cause);
      if (STATE.compareAndSet(this, seen, back)) {
        service.leavePlace();
        service.tellReturned(routee.id());
      }
    }
  }

  /** A try failed, whether or not a retry hides it from the caller. */
  public void failed(Fault fault, boolean trial, long nowNanos) {
    failed(fault, 0, trial, nowNanos);
  }

  /**
   * The same of one that has asked to be left alone: a second time in a row ejects it for that
   * long. Once may have been the one call's own matter.
   *
   * @param restNanos what it asks for; 0 for nothing
   */
  public void failed(Fault fault, long restNanos, boolean trial, long nowNanos) {
    if (fault == Fault.RESET || fault == Fault.MALFORMED) {
      spoken = Spoken.UNKNOWN; // so fails who is not spoken to in its language
    }
    for (State seen = state; ; seen = state) {
      boolean done =
          switch (seen.phase) {
            case PASSING -> seen.equals(State.GONE) || countError(seen, fault, restNanos, nowNanos);
            case PROBATION -> !trial || ejectAgain(seen, fault, restNanos, nowNanos);
            case EJECTED -> true; // an old call's late end says nothing new
          };
      if (done) {
        return;
      }
    }
  }

  /** A trial call ended without saying anything, such as when its caller went away. */
  public void undecided(long nowNanos) {
    State seen = state;
    if (seen.phase == Phase.PROBATION) {
      STATE.compareAndSet(
          this,
          seen,
          new State(
              Phase.EJECTED, seen.errors, seen.ejections, seen.waitNanos, nowNanos, seen.cause));
    }
  }

  private boolean countError(State seen, Fault fault, long restNanos, long nowNanos) {
    int errors = seen.errors + 1;
    EjectPolicy policy = service.policy();
    boolean enough =
        fault == Fault.REFUSED
            || errors >= policy.consecutiveErrors()
            || (restNanos > 0 && errors >= ASKED_TWICE);
    if (!enough || !service.takePlace()) {
      return STATE.compareAndSet(this, seen, seen.withErrors(errors));
    }
    boolean soon =
        seen.waitNanos > 0
            && nowNanos - seen.atNanos < 2 * Math.max(seen.waitNanos, policy.baseTime().toNanos());
    String cause =
        fault == Fault.REFUSED ? fault.words() : errors + " consecutive " + fault.words();
    if (eject(seen, errors, soon ? seen.ejections + 1 : 1, cause, restNanos, nowNanos)) {
      return true;
    }
    service.leavePlace();
    return false;
  }

  private boolean ejectAgain(State seen, Fault fault, long restNanos, long nowNanos) {
    String cause = "trial failed: " + fault.words();
    return eject(seen, seen.errors + 1, seen.ejections + 1, cause, restNanos, nowNanos);
  }

  private boolean eject(
      State seen, int errors, int ejections, String why, long restNanos, long nowNanos) {
    EjectPolicy policy = service.policy();
    long max = policy.maxTime().toNanos();
    long wait = policy.baseTime().toNanos();
    for (int i = 1; i < ejections && wait < max; i++) {
      wait *= 2;
    }
    wait = Math.max(Math.min(wait, max), restNanos);
    String cause =
        restNanos == 0
            ? why
            : why + ", and it asks to be left alone for " + restNanos / 1_000_000_000 + " s";
    long jittered = wait + (long) (wait * JITTER * ThreadLocalRandom.current().nextDouble());
    var out = new State(Phase.EJECTED, errors, ejections, wait, nowNanos + jittered, cause);
    if (!STATE.compareAndSet(this, seen, out)) {
      return false;
    }
    limit.forget(nowNanos);
    service.tellEjected(routee.id(), cause, jittered);
    return true;
  }
}
