package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.time.Clock;
import dev.weft.registry.alert.AlertSources;
import dev.weft.registry.alert.Rule;
import dev.weft.registry.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Evicts routees that have not been renewed for their {@code spec.lease.ttlSeconds}, or whose agent
 * has not reported for its lease. A lapsed routee is gone within {@link #SWEEP_PERIOD} and a tick
 * more; {@link MassLapseGuard} says when none is.
 *
 * <p>Safe for use by any thread.
 */
public final class Leases {
  static final Duration SWEEP_PERIOD = Duration.ofMillis(500);

  private static final System.Logger LOG = System.getLogger(Leases.class.getName());

  /** A sweep this late means that the process stood still, not that routees fell silent. */
  private static final long STANDSTILL_NANOS = Duration.ofSeconds(2).toNanos();

  /** A sweep is never exactly on time. */
  private static final long LATENESS_NANOS = Duration.ofMillis(100).toNanos();

  private final LeaseTable table;
  private final Agents agents;
  private final Catalog catalog;
  private final Clock clock;
  private final List<Runnable> sweepers;
  private final RegistryEvents events;
  private final LongAdder evictions = new LongAdder();
  private volatile Clock.@Nullable Timer timer;
  private long sweptNanos;

  /**
   * @param sweepers what else is to be done at each sweep
   */
  Leases(
      LeaseTable table,
      Agents agents,
      Catalog catalog,
      RegistryEvents events,
      Clock clock,
      List<Runnable> sweepers) {
    this.events = events;
    this.table = table;
    this.agents = agents;
    this.catalog = catalog;
    this.clock = clock;
    this.sweepers = List.copyOf(sweepers);
  }

  /**
   * Gives a routee its whole lease time again; one without a lease of its own needs none.
   *
   * @return false if there is no such routee: it has to register anew
   */
  public boolean renew(RouteeId id) {
    return renew(id, "");
  }

  /**
   * The same, by who registered it.
   *
   * @param owner as in the annotation {@code weft.dev/owner}; empty if the caller does not say
   * @return false if there is no such routee: it has to register anew
   * @throws CatalogException.Conflict if another owner has registered under that name since
   */
  public boolean renew(RouteeId id, String owner) {
    return switch (table.renew(id, owner)) {
      case DONE -> true;
      case TOO_LATE -> false;
      case NOT_YOURS ->
          throw new CatalogException.Conflict(
              "routee " + id + " was registered by another owner since: this one has lost it");
      case UNKNOWN -> catalog.get(Kind.ROUTEE, id.namespace(), id.name()).isPresent();
    };
  }

  /**
   * Gives all routees of an agent their whole lease time again and takes its report.
   *
   * @param agent a DNS label or subdomain
   * @param ttl 1 to 60 whole seconds
   * @throws dev.weft.model.resource.InvalidResourceException naming the field that is wrong
   */
  public void renewAgent(String agent, Duration ttl, AgentReport report) {
    agents.report(agent, ttl, report);
  }

  /**
   * Sees to it that a routee is taken back only by who registered it.
   *
   * @param owner who asks; empty if the caller does not say, who may then
   * @throws CatalogException.Conflict if another owner holds it
   */
  public static void requireHolder(Resource routee, String owner) {
    Metadata metadata = routee.metadata();
    Owner.requireHolder(
        new RouteeId(metadata.namespace(), metadata.name()), Owner.of(metadata), owner);
  }

  /** The agents that have reported. */
  public Agents agents() {
    return agents;
  }

  /** Evictions that are held back because too many leases lapsed together. */
  public Optional<AlertSources.Held> massLapse() {
    LeaseTable.HeldFor hold = table.hold();
    if (hold == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AlertSources.Held(
            clock.wall().minus(hold.age()),
            hold.affected()
                + " of "
                + hold.of()
                + " leased routees have not renewed, which is more likely a broken network than as"
                + " many deaths: none of them is evicted. It ends when they renew; whoever stays"
                + " silent leaves, few at a time, from "
                + MassLapseGuard.PATIENCE.toMinutes()
                + " minutes on while others renew. If they are dead, say so: DELETE"
                + " /apis/weft.dev/v1/alerts/"
                + Rule.MASS_LAPSE.title()));
  }

  /**
   * An administrator says that the routees of a mass lapse are dead: they are evicted from the next
   * sweep on.
   *
   * @return false if there is none
   */
  public boolean overrule() {
    boolean there = massLapse().isPresent();
    if (there) {
      table.overruleGuard();
    }
    return there;
  }

  /** How many routees have a lease that runs. */
  public int running() {
    LeaseCensus census = table.census();
    return census.leased() - census.lapsed();
  }

  /** How many routees have a lease that has lapsed and are still there. */
  public int lapsed() {
    return table.census().lapsed();
  }

  /** How many routees were evicted since the registry started. */
  public long evictions() {
    return evictions.sum();
  }

  void start() {
    table.loaded();
    events.loaded();
    sweptNanos = clock.nanos();
    timer = clock.every(SWEEP_PERIOD, this::sweep);
  }

  /** Whether every lease is known, so that those that lapse are seen. */
  boolean started() {
    return timer != null;
  }

  private void sweep() {
    long late = clock.nanos() - sweptNanos - SWEEP_PERIOD.toNanos();
    if (late > LATENESS_NANOS) {
      table.stoodStill(late, late > STANDSTILL_NANOS);
    }
    try {
      evictAll(table.startEvictions());
      agents.forgetGone();
      sweepers.forEach(Leases::runAlone);
    } finally {
      sweptNanos = clock.nanos(); // what a sweep takes is no standstill: renewals come in meanwhile
    }
  }

  /** One that fails holds up none of the others. */
  private static void runAlone(Runnable sweeper) {
    try {
      sweeper.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a sweep has failed; the next second tries again", e);
    }
  }

  /** Side by side, so that they share the store's fsyncs. */
  private void evictAll(List<RouteeId> routees) {
    if (routees.isEmpty()) {
      return;
    }
    try (var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("weft-evict").factory())) {
      for (RouteeId id : routees) {
        threads.execute(() -> {
          try {
            evict(id);
          } finally {
            table.evictionEnded(id);
          }
        });
      }
    }
  }

  private void evict(RouteeId id) {
    events.evicting(id);
    try {
      catalog.delete(Kind.ROUTEE, id.namespace(), id.name(), 0);
      evictions.increment();
      LOG.log(System.Logger.Level.INFO, "evicted routee {0}: its lease was not renewed", id);
    } catch (CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "routee {0} left before it was evicted", id);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot evict routee " + id, e);
    } finally {
      events.evictionEnded(id);
    }
  }

  void close() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
