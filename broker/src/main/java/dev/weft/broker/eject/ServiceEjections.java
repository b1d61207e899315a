package dev.weft.broker.eject;

import dev.weft.broker.limit.Askers;
import dev.weft.model.mesh.EjectPolicy;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the standings of one service share: the policy in force and how many are out. Kept across
 * snapshots, so that a change of configuration does not forget who was ejected.
 */
public final class ServiceEjections {
  private final ServiceName service;
  private final EjectionListener listener;
  private final AtomicInteger out = new AtomicInteger();
  private volatile EjectPolicy policy = EjectPolicy.DEFAULT;
  private final AtomicInteger changes = new AtomicInteger();
  private final Askers askers = new Askers();
  private volatile int admitted;

  public ServiceEjections(ServiceName service, EjectionListener listener) {
    this.service = service;
    this.listener = listener;
  }

  /**
   * Puts a snapshot into force.
   *
   * @param newAdmitted how many routees the probes let calls go to
   */
  public void configure(EjectPolicy newPolicy, int newAdmitted) {
    policy = newPolicy;
    admitted = newAdmitted;
    askers.among(newAdmitted);
  }

  /** Whether any routee is ejected or in probation. */
  public boolean any() {
    return out.get() > 0;
  }

  /**
   * A number that is another after each change of who passes: what was derived from the standings
   * after reading it holds for as long as it is the same.
   */
  public int changes() {
    return changes.get();
  }

  void changed() {
    changes.incrementAndGet();
  }

  Askers askers() {
    return askers;
  }

  EjectPolicy policy() {
    return policy;
  }

  /** Takes one of the places that the policy's share leaves; false if there is none. */
  boolean takePlace() {
    int places = admitted * policy.maxEjectedPercent() / 100;
    int taken = out.get();
    while (taken < places) {
      if (out.compareAndSet(taken, taken + 1)) {
        return true;
      }
      taken = out.get();
    }
    return false;
  }

  void leavePlace() {
    out.decrementAndGet();
  }

  void tellEjected(RouteeId routee, String cause, long waitNanos) {
    changed();
    listener.ejected(service, routee, cause, Duration.ofNanos(waitNanos));
  }

  void tellReturned(RouteeId routee) {
    changed();
    listener.returned(service, routee);
  }
}
