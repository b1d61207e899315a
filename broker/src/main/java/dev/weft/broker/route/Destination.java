package dev.weft.broker.route;

import dev.weft.broker.eject.ServiceEjections;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.retry.RetryBudget;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One port of a service with everything a call to it needs.
 *
 * @param port of the service; 0 for a service that names none
 * @param admitted the routees that the probes let calls go to and whose weight is not 0
 * @param known how many routees there are, admitted or not
 * @param memory what outlives a change of configuration
 */
public record Destination(
    ServiceName service,
    int port,
    ServicePolicy policy,
    List<Standing> admitted,
    int known,
    Memory memory) {

  /**
   * What a service remembers across snapshots.
   *
   * @param inFlight exchanges under way, on all loops
   */
  public record Memory(ServiceEjections ejections, RetryBudget budget, AtomicInteger inFlight) {}

  public Destination {
    admitted = List.copyOf(admitted);
  }

  /** What identifies it across snapshots. */
  public Key key() {
    return new Key(service, port);
  }

  /** A service and one of its ports. */
  public record Key(ServiceName service, int port) {}

  /** Takes a place for a call; false if the policy's limit is reached. */
  public boolean enter() {
    int limit = policy.limit().maxRequests();
    if (memory.inFlight.incrementAndGet() > limit && limit > 0) {
      memory.inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  public void leave() {
    memory.inFlight.decrementAndGet();
  }

  /** Why no routee can be picked, in words. */
  public String whyNone() {
    if (known == 0) {
      return "service " + service + " has no routees";
    }
    long passing = admitted.stream().filter(Standing::passing).count();
    return "no passing routee for "
        + service
        + ": "
        + known
        + " known, "
        + (known - admitted.size())
        + " not admitted by their probes or out of service, "
        + (admitted.size() - passing)
        + " ejected";
  }
}
