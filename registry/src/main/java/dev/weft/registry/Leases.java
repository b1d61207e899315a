package dev.weft.registry;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import dev.weft.registry.store.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Evicts routees that have not been renewed for their {@code spec.lease.ttlSeconds}. A lapsed
 * routee is gone within {@link #SWEEP_PERIOD} more; {@link MassLapseGuard} says when none is.
 *
 * <p>Safe for use by any thread.
 */
public final class Leases {
  static final Duration SWEEP_PERIOD = Duration.ofMillis(500);

  private static final System.Logger LOG = System.getLogger(Leases.class.getName());

  /** A sweep this late means that the process stood still, not that routees fell silent. */
  private static final long STANDSTILL_NANOS = Duration.ofSeconds(2).toNanos();

  private final LeaseTable table;
  private final Catalog catalog;
  private final Clock clock;
  private Clock.@Nullable Timer timer;
  private long sweptNanos;

  Leases(LeaseTable table, Catalog catalog, Clock clock) {
    this.table = table;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * Gives a routee its whole lease time again; one without a lease needs none.
   *
   * @return false if there is no such routee: it has to register anew
   */
  public boolean renew(RouteeId id) {
    return table.renew(id) || catalog.get(Kind.ROUTEE, id.namespace(), id.name()).isPresent();
  }

  void start() {
    sweptNanos = clock.nanos();
    timer = clock.every(SWEEP_PERIOD, this::sweep);
  }

  private void sweep() {
    long late = clock.nanos() - sweptNanos - SWEEP_PERIOD.toNanos();
    if (late > STANDSTILL_NANOS) {
      table.postpone(late);
    }
    for (RouteeId id : table.startEvictions()) {
      try {
        evict(id);
      } finally {
        table.evictionEnded(id);
      }
    }
    sweptNanos = clock.nanos();
  }

  private void evict(RouteeId id) {
    try {
      catalog.delete(Kind.ROUTEE, id.namespace(), id.name(), 0);
      LOG.log(System.Logger.Level.INFO, "evicted routee {0}: its lease was not renewed", id);
    } catch (CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "routee {0} left before it was evicted", id);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot evict routee " + id, e);
    }
  }

  void close() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
