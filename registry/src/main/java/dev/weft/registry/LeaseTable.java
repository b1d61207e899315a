package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Until when each leased routee may stay, on the monotonic clock. It is kept in memory alone: a
 * registry that starts gives every routee its whole time again.
 *
 * <p>Safe for use by any thread. The lock is never held while the catalog writes.
 */
final class LeaseTable implements IndexListener {
  private record Lease(String uid, long generation, long ttlNanos, long deadlineNanos) {
    Lease until(long newDeadlineNanos) {
      return new Lease(uid, generation, ttlNanos, newDeadlineNanos);
    }
  }

  private final Clock clock;
  private final MassLapseGuard guard;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition evictionEnded = lock.newCondition();
  private final Map<RouteeId, Lease> leases = new HashMap<>();
  private final Set<RouteeId> evicting = new HashSet<>();

  LeaseTable(Clock clock, MassLapseGuard guard) {
    this.clock = clock;
    this.guard = guard;
  }

  /** A routee that is new or has another spec starts a lease; a new verdict renews none. */
  @Override
  public void on(Event event) {
    if (event.document().kind() != Kind.ROUTEE) {
      return;
    }
    Resource resource = event.resource();
    var id = new RouteeId(resource.metadata().namespace(), resource.metadata().name());
    Duration ttl = event.type() == Event.Type.DELETED ? null : ttlOf(resource);
    String uid = resource.metadata().uid();
    long generation = resource.metadata().generation();
    lock.lock();
    try {
      Lease known = leases.get(id);
      if (ttl == null) {
        leases.remove(id);
      } else if (known == null || !known.uid.equals(uid) || known.generation != generation) {
        long nanos = ttl.toNanos();
        leases.put(id, new Lease(uid, generation, nanos, clock.nanos() + nanos));
      }
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Duration ttlOf(Resource resource) {
    try {
      return Routee.fromResource(resource).leaseTtl();
    } catch (InvalidResourceException e) {
      return null; // stored by a version with other rules: the snapshot leaves it out and says so
    }
  }

  /**
   * Gives a routee its whole time again. Waits for an eviction of it that is under way, so that
   * what the caller does next comes after it.
   *
   * @return false if no lease is held in that name
   */
  boolean renew(RouteeId id) {
    lock.lock();
    try {
      while (evicting.contains(id)) {
        evictionEnded.awaitUninterruptibly();
      }
      Lease lease = leases.get(id);
      if (lease == null) {
        return false;
      }
      leases.put(id, lease.until(clock.nanos() + lease.ttlNanos));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives every routee more time: while the registry stood still it could hear no renewal. */
  void postpone(long nanos) {
    lock.lock();
    try {
      leases.replaceAll((id, lease) -> lease.until(lease.deadlineNanos + nanos));
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
      long now = clock.nanos();
      var lapsed = new ArrayList<Map.Entry<RouteeId, Lease>>();
      for (var entry : leases.entrySet()) {
        if (entry.getValue().deadlineNanos - now <= 0) {
          lapsed.add(entry);
        }
      }
      lapsed.sort(Comparator.comparingLong(entry -> entry.getValue().deadlineNanos - now));
      int allowed = guard.allowed(lapsed.size(), leases.size(), now);
      var chosen = new ArrayList<RouteeId>();
      for (var entry : lapsed.subList(0, allowed)) {
        chosen.add(entry.getKey());
        evicting.add(entry.getKey());
        guard.evicted(now, entry.getValue().ttlNanos);
      }
      return chosen;
    } finally {
      lock.unlock();
    }
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
}
