package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Until when each leased routee and each agent may stay, on the monotonic clock. It is kept in
 * memory alone: a registry that starts gives everyone their whole time again, and {@link #GRACE} at
 * least.
 *
 * <p>Safe for use by any thread. The lock is never held while the catalog writes.
 */
final class LeaseTable implements IndexListener {
  /** Nothing that was there before a restart lapses sooner after it. */
  static final Duration GRACE = Duration.ofSeconds(30);

  /** How exactly lapses are noticed. */
  static final Duration TICK = Duration.ofMillis(250);

  private final Clock clock;
  private final MassLapseGuard guard;
  private final LeaseWheel wheel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition evictionEnded = lock.newCondition();

  /** What covers each leased routee: its own lease or its agent's. */
  private final Map<RouteeId, Lease> leases = new HashMap<>();

  private final Map<String, Lease> agents = new HashMap<>();
  private final Lease lapsed = Lease.head();
  private final Set<RouteeId> evicting = new HashSet<>();
  private boolean loading = true;

  /** How long the registry stood still and could hear no renewal: leases do not run meanwhile. */
  private long stoodStillNanos;

  LeaseTable(Clock clock) {
    this.clock = clock;
    guard = new MassLapseGuard(clock.nanos());
    wheel = new LeaseWheel(clock.nanos(), TICK.toNanos());
  }

  private long now() {
    return clock.nanos() - stoodStillNanos;
  }

  /** What is told from now on is new, not read from the store. */
  void loaded() {
    lock.lock();
    try {
      loading = false;
    } finally {
      lock.unlock();
    }
  }

  /** A routee that is new or has another spec starts a lease; a new verdict renews none. */
  @Override
  public void on(Event event) {
    Document document = event.document();
    if (document.kind() != Kind.ROUTEE) {
      return;
    }
    var id = new RouteeId(document.namespace(), document.name());
    boolean gone = event.type() == Event.Type.DELETED;
    LeaseTerms terms = gone ? LeaseTerms.NONE : LeaseTerms.of(event.resource());
    lock.lock();
    try {
      Lease known = leases.get(id);
      if (terms.agent() != null) {
        cover(id, known, terms.agent());
      } else if (terms.ttlNanos() > 0) {
        own(id, known, terms);
      } else if (known != null) {
        leave(id, known);
      }
    } finally {
      lock.unlock();
    }
  }

  private void own(RouteeId id, @Nullable Lease known, LeaseTerms terms) {
    if (known != null && known.agent == null && known.generation == terms.generation()) {
      known.owner = terms.owner();
      return;
    }
    if (known != null) {
      leave(id, known);
    }
    Lease lease = Lease.ofRoutee(id);
    lease.generation = terms.generation();
    lease.owner = terms.owner();
    lease.ttlNanos = terms.ttlNanos();
    leases.put(id, lease);
    start(lease, lease.ttlNanos);
  }

  /**
   * An agent that has not reported yet gets as much time as after a restart: it may be on its way.
   */
  private void cover(RouteeId id, @Nullable Lease known, String agent) {
    Lease lease = agents.get(agent);
    if (known != null && known.equals(lease)) {
      return;
    }
    if (known != null) {
      leave(id, known);
    }
    if (lease == null) {
      lease = Lease.ofAgent(agent);
      lease.ttlNanos = GRACE.toNanos();
      agents.put(agent, lease);
      start(lease, lease.ttlNanos);
    }
    lease.routees.add(id);
    leases.put(id, lease);
  }

  private void leave(RouteeId id, Lease lease) {
    leases.remove(id);
    if (lease.agent == null) {
      lease.unlink();
      return;
    }
    lease.routees.remove(id);
    if (lease.lapsed && lease.routees.isEmpty()) {
      forget(lease);
    }
  }

  private void forget(Lease agentLease) {
    agentLease.unlink();
    agents.remove(agentLease.agent);
  }

  private void start(Lease lease, long ttlNanos) {
    long nanos = loading ? Math.max(ttlNanos, GRACE.toNanos()) : ttlNanos;
    lease.lapsed = false;
    lease.deadlineNanos = now() + nanos;
    wheel.arm(lease);
  }

  /** What a renewal came to. */
  enum Renewal {
    DONE,
    /** No own lease is held in that name. */
    UNKNOWN,
    /** It is being evicted: it has to register anew, which waits for the end of that. */
    TOO_LATE,
    /** Somebody else holds it. */
    NOT_YOURS
  }

  /**
   * Gives a routee its whole time again. Never blocks for long: it may be called by event loops.
   *
   * @param owner who asks; empty if it does not say, which is good for every lease
   */
  Renewal renew(RouteeId id, String owner) {
    lock.lock();
    try {
      return evicting.contains(id) ? Renewal.TOO_LATE : renewHeld(id, owner);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same for a routee that registers. Waits for an eviction of it that is under way, so that
   * what the caller does next comes after it.
   */
  Renewal renewAfterEviction(RouteeId id) {
    lock.lock();
    try {
      while (evicting.contains(id)) {
        evictionEnded.awaitUninterruptibly();
      }
      return renewHeld(id, "");
    } finally {
      lock.unlock();
    }
  }

  private Renewal renewHeld(RouteeId id, String owner) {
    long now = now();
    guard.heard(now);
    Lease lease = leases.get(id);
    if (lease == null || lease.agent != null) {
      return Renewal.UNKNOWN;
    }
    if (!owner.isEmpty() && !lease.owner.isEmpty() && !owner.equals(lease.owner)) {
      return Renewal.NOT_YOURS;
    }
    extend(lease, now);
    return Renewal.DONE;
  }

  /** Gives all routees of an agent their whole time again; an agent that is new starts a lease. */
  void renewAgent(String agent, Duration ttl) {
    lock.lock();
    try {
      long now = now();
      guard.heard(now);
      Lease lease = agents.computeIfAbsent(agent, Lease::ofAgent);
      lease.ttlNanos = ttl.toNanos();
      extend(lease, now);
    } finally {
      lock.unlock();
    }
  }

  private void extend(Lease lease, long now) {
    boolean inWheel = !lease.lapsed && !lease.next.equals(lease);
    if (inWheel) {
      // What a restart has given is not taken away by a renewal.
      long ends = now + lease.ttlNanos;
      wheel.moveTo(lease, ends - lease.deadlineNanos < 0 ? lease.deadlineNanos : ends);
    } else {
      start(lease, lease.ttlNanos);
    }
  }

  /** Whether a routee has a lease, its own or its agent's, that has lapsed. */
  boolean hasLapsed(RouteeId id) {
    lock.lock();
    try {
      Lease lease = leases.get(id);
      return lease != null && (lease.lapsed || lease.deadlineNanos - now() <= 0);
    } finally {
      lock.unlock();
    }
  }

  /** Whether an agent's lease runs, also if it only runs because a routee names the agent. */
  boolean agentLives(String agent) {
    lock.lock();
    try {
      Lease lease = agents.get(agent);
      return lease != null && !lease.lapsed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an agent's lease runs, or has lapsed while routees that it covers are still there. */
  boolean agentKnown(String agent) {
    lock.lock();
    try {
      return agents.containsKey(agent);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The registry stood still and could hear nobody: no lease ran for so long.
   *
   * @param settle whether everybody gets time to come back before anyone is evicted
   */
  void stoodStill(long nanos, boolean settle) {
    lock.lock();
    try {
      stoodStillNanos += nanos;
      if (settle) {
        guard.settle(now());
      }
    } finally {
      lock.unlock();
    }
  }

  /** An administrator says that all who have lapsed by now are dead. */
  void overruleGuard() {
    lock.lock();
    try {
      guard.overrule(now());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The routees to evict now, those first that lapsed first. Each must be followed by {@link
   * #evictionEnded}; until then nobody can renew it.
   */
  List<RouteeId> startEvictions() {
    lock.lock();
    try {
      long now = now();
      wheel.turn(now, lease -> lapse(lease, now));
      MassLapseGuard.Allowance allowance = guard.allowance(census(), now);
      var chosen = new ArrayList<RouteeId>();
      for (Lease lease = lapsed.next; lease != lapsed; lease = lease.next) {
        if (now - lease.lapsedNanos < allowance.lapsedForNanos()) {
          break; // as did all behind it
        }
        for (RouteeId id : lease.routees) {
          if (chosen.size() == allowance.most()) {
            return chosen;
          }
          chosen.add(id);
          evicting.add(id);
          guard.evicted(lease, now);
        }
      }
      return chosen;
    } finally {
      lock.unlock();
    }
  }

  private void lapse(Lease lease, long now) {
    if (lease.agent != null && lease.routees.isEmpty()) {
      forget(lease);
      return;
    }
    lease.lapsed = true;
    lease.lapsedNanos = now;
    lease.appendTo(lapsed);
  }

  /** The routee is gone, or could not be deleted and stays lapsed until the next sweep. */
  void evictionEnded(RouteeId id) {
    lock.lock();
    try {
      evicting.remove(id);
      evictionEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  LeaseCensus census() {
    lock.lock();
    try {
      int alone = 0;
      var lapsedAgents = new ArrayList<Lease>();
      for (Lease lease = lapsed.next; lease != lapsed; lease = lease.next) {
        if (lease.agent == null) {
          alone++;
        } else {
          lapsedAgents.add(lease);
        }
      }
      return new LeaseCensus(
          leases.size(),
          alone,
          lapsedAgents,
          agents.size() - lapsedAgents.size(),
          lapsed.next.lapsedNanos);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The mass lapse that evictions are held for, and how long it has lasted; null in quiet times.
   */
  @Nullable HeldFor hold() {
    lock.lock();
    try {
      MassLapseGuard.Hold hold = guard.hold();
      return hold == null
          ? null
          : new HeldFor(Duration.ofNanos(now() - hold.sinceNanos()), hold.affected(), hold.of());
    } finally {
      lock.unlock();
    }
  }

  /** A mass lapse, seen from now. */
  record HeldFor(Duration age, int affected, int of) {}
}
