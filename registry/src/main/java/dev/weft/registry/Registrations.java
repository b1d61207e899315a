package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.Conditions.Condition;
import dev.weft.registry.Conditions.Status;
import dev.weft.registry.store.StoreException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a registration does to a routee's status: what outlives it, and what it brings. All of it is
 * written with the registration; what ends by itself is taken back by {@link #sweep}.
 *
 * <p>Safe for use by any thread.
 */
final class Registrations implements IndexListener {
  static final String DAMPED = "Damped";
  static final String LEASED = "Leased";

  private static final System.Logger LOG = System.getLogger(Registrations.class.getName());
  private static final String DAMPED_UNTIL = "dampedUntil";

  /** The most status writes in one sweep. */
  private static final int BATCH = 64;

  private final FlapDamping damping = new FlapDamping();
  private final Set<RouteeId> damped = ConcurrentHashMap.newKeySet();
  private final Map<RouteeId, String> awaitingAgent = new ConcurrentHashMap<>();
  private final Supplier<SnapshotSource> snapshots;
  private final Agents agents;
  private final Clock clock;

  Registrations(Supplier<SnapshotSource> snapshots, Agents agents, Clock clock) {
    this.snapshots = snapshots;
    this.agents = agents;
    this.clock = clock;
  }

  @Override
  public void on(Event event) {
    Document document = event.document();
    if (document.kind() != Kind.ROUTEE) {
      return;
    }
    var id = new RouteeId(document.namespace(), document.name());
    if (event.type() == Event.Type.DELETED) {
      damping.flapped(id, clock.nanos());
      damped.remove(id);
      awaitingAgent.remove(id);
      return;
    }
    Resource resource = event.resource();
    if (resource.status().containsKey(DAMPED_UNTIL)) {
      damping.resume(id, clock.nanos());
      damped.add(id);
    } else {
      damped.remove(id);
    }
    boolean awaits =
        "AgentUnknown".equals(Conditions.find(resource.status(), LEASED).get("reason"));
    String agent = LeaseTerms.of(resource).agent();
    if (awaits && agent != null) {
      awaitingAgent.put(id, agent);
    } else {
      awaitingAgent.remove(id);
    }
  }

  /**
   * A routee as a put is about to store it, with what the registration itself brings.
   *
   * @param born whether it was not there
   * @param moved whether it was at another address or port
   */
  Resource admitted(Resource next, boolean born, boolean moved) {
    var id = new RouteeId(next.metadata().namespace(), next.metadata().name());
    Map<String, Object> before = next.status();
    Map<String, Object> status = before;
    long generation = next.metadata().generation();
    boolean flaps =
        (born || moved) && (damping.suppresses(id, moved, clock.nanos()) || damped.contains(id));
    if (flaps && hasPeer(Routee.fromResource(next))) {
      status = damped(status, id, generation);
    }
    String agent = LeaseTerms.of(next).agent();
    if (agent != null && !agents.reports(agent)) {
      status = Conditions.with(status, agentUnknown(agent), generation, clock.wall());
    } else if (agent == null && !Conditions.find(status, LEASED).isEmpty()) {
      status = Conditions.without(status, LEASED);
    }
    return status.equals(before)
        ? next
        : next.withStatus(Documents.canonical(status, Key.of(next)));
  }

  /** A put at another address or port was written. */
  void moved(Resource written) {
    var id = new RouteeId(written.metadata().namespace(), written.metadata().name());
    damping.flapped(id, clock.nanos());
  }

  private Map<String, Object> damped(Map<String, Object> status, RouteeId id, long generation) {
    Duration wait = damping.untilReuse(id, clock.nanos());
    String until = clock.wall().plus(wait).toString();
    var damped = new LinkedHashMap<String, Object>(status);
    damped.put(DAMPED_UNTIL, until);
    LOG.log(
        System.Logger.Level.WARNING,
        "routee {0} registers and leaves, or moves, too often: no calls until {1}",
        id,
        until);
    String message =
        "it registered and left, or moved, too often: no calls until about "
            + until
            + ", or until no other routee of the service takes calls";
    return Conditions.with(
        damped, new Condition(DAMPED, Status.TRUE, "Flapping", message), generation, clock.wall());
  }

  private static Condition agentUnknown(String agent) {
    return new Condition(
        LEASED,
        Status.UNKNOWN,
        "AgentUnknown",
        "agent "
            + agent
            + " has not reported to this registry; unless it does within "
            + LeaseTable.GRACE.toSeconds()
            + " s this routee is evicted");
  }

  /** Whether another routee of its service takes calls: the last one is never damped. */
  private boolean hasPeer(Routee routee) {
    return snapshots
        .get()
        .current()
        .service(routee.service())
        .map(ServiceState::routees)
        .orElse(List.of())
        .stream()
        .anyMatch(other -> !other.id().equals(routee.id()) && other.admitted());
  }

  /** Ends what has ended: dampings, and the wait for agents that have come. */
  void sweep(Catalog catalog) {
    long now = clock.nanos();
    damping.forgetOld(now);
    damped.stream()
        .filter(id -> damping.untilReuse(id, now).isZero() || !hasPeer(catalog, id))
        .limit(BATCH)
        .forEach(id -> rewrite(catalog, id, this::settled));
    awaitingAgent.entrySet().stream()
        .filter(entry -> agents.reports(entry.getValue()))
        .limit(BATCH)
        .forEach(entry -> rewrite(catalog, entry.getKey(), this::covered));
  }

  private boolean hasPeer(Catalog catalog, RouteeId id) {
    return catalog
        .get(Kind.ROUTEE, id.namespace(), id.name())
        .map(stored -> hasPeer(Routee.fromResource(stored)))
        .orElse(true);
  }

  private Map<String, Object> settled(Resource stored) {
    var status = new LinkedHashMap<String, Object>(stored.status());
    status.remove(DAMPED_UNTIL);
    return Conditions.with(
        status,
        new Condition(DAMPED, Status.FALSE, "Settled", "it may take calls again"),
        stored.metadata().generation(),
        clock.wall());
  }

  private Map<String, Object> covered(Resource stored) {
    return Conditions.with(
        stored.status(),
        new Condition(LEASED, Status.TRUE, "AgentReports", "its agent's lease covers it"),
        stored.metadata().generation(),
        clock.wall());
  }

  private interface Rewrite {
    Map<String, Object> of(Resource stored);
  }

  /** What fails now is tried again by the next sweep. */
  private static void rewrite(Catalog catalog, RouteeId id, Rewrite rewrite) {
    try {
      Resource stored = catalog.get(Kind.ROUTEE, id.namespace(), id.name()).orElse(null);
      if (stored != null) {
        catalog.putStatus(
            Kind.ROUTEE,
            id.namespace(),
            id.name(),
            rewrite.of(stored),
            stored.metadata().resourceVersion());
      }
    } catch (CatalogException.Conflict | CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "routee {0} changed meanwhile", id);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot write the status of routee " + id, e);
    }
  }
}
