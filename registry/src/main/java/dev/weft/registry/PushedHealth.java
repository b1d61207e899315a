package dev.weft.registry;

import dev.weft.model.mesh.ProbePolicy;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import dev.weft.registry.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What routees say of themselves, where their service's policy leaves it to them ({@link
 * ProbePolicy.PushCheck}): each report is the verdict at once, and one that is not followed by
 * another in time makes its routee failing. Safe for use by any thread.
 *
 * <p>When reports came is in memory alone: after a restart everyone has the whole time again.
 */
public final class PushedHealth {
  private static final System.Logger LOG = System.getLogger(PushedHealth.class.getName());
  private static final int MAX_NOTE_CHARS = 512;

  /** One that has to report. */
  private record Owed(Routee routee, long ttlNanos) {}

  private final SnapshotSource mesh;
  private final Catalog catalog;
  private final VerdictSink verdicts;
  private final Clock clock;
  private final Map<RouteeId, Long> heardNanos = new HashMap<>(); // guarded by itself

  // Used by the sweep alone.
  private Snapshot seen = Snapshot.EMPTY;
  private Map<RouteeId, Owed> owed = Map.of();

  PushedHealth(SnapshotSource mesh, Catalog catalog, VerdictSink verdicts, Clock clock) {
    this.mesh = mesh;
    this.catalog = catalog;
    this.verdicts = verdicts;
    this.clock = clock;
  }

  /**
   * Takes what a routee says of itself; returns when that is stored.
   *
   * @param state not unknown
   * @param note for people, at most 512 characters; empty for none
   * @throws CatalogException.NotFound if there is no such routee
   * @throws CatalogException.Conflict if its service is checked in another way
   * @throws dev.weft.model.resource.InvalidResourceException if the note is too long
   */
  public void put(RouteeId id, Verdict.State state, String note) {
    if (note.length() > MAX_NOTE_CHARS) {
      var fields = Fields.at("", Map.of());
      fields.refuse("note", note, "at most " + MAX_NOTE_CHARS + " characters");
      fields.throwIfAny("what a routee says of itself");
    }
    Routee routee =
        catalog
            .get(Kind.ROUTEE, id.namespace(), id.name())
            .map(Routee::fromResource)
            .orElseThrow(() ->
                new CatalogException.NotFound(new Key(Kind.ROUTEE, id.namespace(), id.name())));
    ProbePolicy.Check check =
        mesh.current()
            .service(routee.service())
            .map(service -> service.policy().probe().check())
            .orElse(ProbePolicy.DEFAULT.check());
    if (!(check instanceof ProbePolicy.PushCheck)) {
      throw new CatalogException.Conflict(
          "routee "
              + id
              + " has no say: the policy of its service "
              + routee.service()
              + " has no probe of the kind push");
    }
    synchronized (heardNanos) {
      heardNanos.put(id, clock.nanos());
    }
    String said = "says of itself: " + state + (note.isEmpty() ? "" : ", " + note);
    verdicts.report(id, new Verdict(state, List.of(said), clock.wall()));
  }

  /** Finds who has not reported in time. */
  @SuppressWarnings("ReferenceEquality") // the same object while nothing changes
  void sweep() {
    Snapshot snapshot = mesh.current();
    if (snapshot != seen) {
      seen = snapshot;
      owed = owed(snapshot);
    }
    long now = clock.nanos();
    synchronized (heardNanos) {
      heardNanos.keySet().removeIf(id -> !owed.containsKey(id));
      owed.keySet().forEach(id -> heardNanos.putIfAbsent(id, now));
    }
    owed.forEach((id, one) -> {
      Verdict.State state = one.routee.verdict().state();
      boolean serves = state == Verdict.State.PASSING || state == Verdict.State.DEGRADED;
      if (serves && isSilent(id, one.ttlNanos, now)) {
        fail(id, one);
      }
    });
  }

  private boolean isSilent(RouteeId id, long ttlNanos, long now) {
    synchronized (heardNanos) {
      @Nullable Long heard = heardNanos.get(id);
      return heard != null && now - heard > ttlNanos;
    }
  }

  private void fail(RouteeId id, Owed one) {
    String why =
        "has not said for " + one.ttlNanos / 1_000_000_000 + " s how it is, which its policy asks";
    try {
      verdicts.report(id, new Verdict(Verdict.State.FAILING, List.of(why), clock.wall()));
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "the verdict on " + id + " is not written", e);
    }
  }

  private static Map<RouteeId, Owed> owed(Snapshot snapshot) {
    var owed = new HashMap<RouteeId, Owed>();
    for (Snapshot.ServiceState service : snapshot.services().values()) {
      if (service.policy().probe().check() instanceof ProbePolicy.PushCheck push) {
        service
            .routees()
            .forEach(routee -> owed.put(routee.id(), new Owed(routee, push.ttl().toNanos())));
      }
    }
    return owed;
  }
}
