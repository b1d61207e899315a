package dev.weft.broker.route;

import dev.weft.broker.balance.CallKey;
import dev.weft.broker.eject.ServiceEjections;
import dev.weft.broker.eject.Standing;
import dev.weft.broker.observe.Shortfalls;
import dev.weft.broker.retry.RetryBudget;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.ServicePolicy;
import dev.weft.model.route.GatewayId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One port of a service, with everything a call to it needs. Compiled once and then immutable, but
 * for its {@link Memory}.
 */
public final class Destination {
  private final Key key;
  private final ServicePolicy policy;
  private final List<Standing> all;
  private final List<Standing> admitted;
  private final int known;
  private final Memory memory;
  private final List<Tier> tiers;
  private final CallKey callKey;

  /**
   * What a service remembers across snapshots.
   *
   * @param inFlight exchanges under way, on all loops
   */
  public record Memory(
      ServiceEjections ejections,
      RetryBudget budget,
      AtomicInteger inFlight,
      Shortfalls shortfalls) {}

  /**
   * What identifies it across snapshots.
   *
   * @param port of the service; 0 for a service that names none
   * @param gateway whose certificate its routees are shown; null for none in particular
   */
  public record Key(ServiceName service, int port, @Nullable GatewayId gateway) {}

  /**
   * @param all routees with a port that fits, admitted or not
   * @param known how many routees there are, with such a port or not
   * @param before what this one follows; null if there was none
   */
  Destination(
      Key key,
      ServicePolicy policy,
      List<Standing> all,
      int known,
      Memory memory,
      @Nullable Destination before) {
    this.key = key;
    this.policy = policy;
    this.all = List.copyOf(all);
    this.known = known;
    this.memory = memory;
    admitted = all.stream().filter(standing -> takesCalls(standing.routee())).toList();
    tiers = Tier.of(policy.balance(), all, admitted, before == null ? List.of() : before.tiers);
    callKey = CallKey.of(policy.balance());
  }

  static boolean takesCalls(Routee routee) {
    return routee.admitted() && routee.weight() > 0;
  }

  public Key key() {
    return key;
  }

  public ServiceName service() {
    return key.service;
  }

  /** Of the service; 0 for a service that names none. */
  public int port() {
    return key.port;
  }

  public ServicePolicy policy() {
    return policy;
  }

  /** The routees with a port that fits, admitted or not. */
  public List<Standing> all() {
    return all;
  }

  /** The routees that the probes let calls go to and whose weight is not 0. */
  public List<Standing> admitted() {
    return admitted;
  }

  /** The tiers of priority, the most preferred first; every admitted routee is in one. */
  public List<Tier> tiers() {
    return tiers;
  }

  /** What outlives a change of configuration. */
  public Memory memory() {
    return memory;
  }

  /** What of a call ties it to a routee. */
  public CallKey callKey() {
    return callKey;
  }

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
      return "service " + key.service + " has no routees";
    }
    long passing = admitted.stream().filter(Standing::passing).count();
    return "no passing routee for "
        + key.service
        + ": "
        + known
        + " known, "
        + (known - admitted.size())
        + " not admitted by their probes or out of service, "
        + (admitted.size() - passing)
        + " ejected";
  }
}
