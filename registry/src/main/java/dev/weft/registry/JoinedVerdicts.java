package dev.weft.registry;

import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.Verdict;
import dev.weft.model.mesh.VerdictSink;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.time.Clock;
import dev.weft.registry.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Joins a probe's verdict with what callers find: a routee that passes its checks but does its
 * callers badly is degraded, with their evidence before the probe's. Findings that a probe makes on
 * its own are never softened. Safe for use by any thread.
 *
 * <p>In memory alone: after a restart a probe's next report stands until callers speak up again.
 */
final class JoinedVerdicts implements VerdictSink {
  private static final System.Logger LOG = System.getLogger(JoinedVerdicts.class.getName());

  /** What callers say of a routee, and what its probe said last. */
  private record Joined(List<String> callers, Verdict probe) {}

  private final Map<RouteeId, Joined> degraded = new ConcurrentHashMap<>();
  private final Verdicts verdicts;
  private final Catalog catalog;
  private final Clock clock;

  JoinedVerdicts(Verdicts verdicts, Catalog catalog, Clock clock) {
    this.verdicts = verdicts;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public void report(RouteeId routee, Verdict verdict) {
    Joined joined =
        degraded.computeIfPresent(routee, (id, known) -> new Joined(known.callers, verdict));
    verdicts.report(routee, joined == null ? verdict : join(joined));
  }

  /**
   * Writes what callers find now and takes back what they no longer do.
   *
   * @param callers their evidence of each routee that they find degraded
   */
  void sweep(Map<RouteeId, List<String>> callers) {
    callers.forEach((id, evidence) -> {
      Joined joined =
          degraded.computeIfAbsent(id, key -> new Joined(evidence, lastOf(id, evidence)));
      write(id, join(joined)); // again where a report came in between; mostly nothing to write
    });
    for (RouteeId id : List.copyOf(degraded.keySet())) {
      if (!callers.containsKey(id)) {
        Joined ended = degraded.remove(id);
        if (ended != null) {
          write(id, since(ended.probe));
        }
      }
    }
  }

  private Verdict lastOf(RouteeId id, List<String> evidence) {
    try {
      return catalog
          .get(Kind.ROUTEE, id.namespace(), id.name())
          .map(stored -> Routee.fromResource(stored).verdict())
          // what a registry before this one wrote of callers is none of the probe's
          .filter(verdict -> !verdict.evidence().stream().anyMatch(evidence::contains))
          .orElse(new Verdict(Verdict.State.PASSING, List.of("its checks pass"), clock.wall()));
    } catch (InvalidResourceException e) {
      return Verdict.UNKNOWN;
    }
  }

  private Verdict join(Joined joined) {
    Verdict probe = joined.probe;
    if (probe.state() != Verdict.State.PASSING && probe.state() != Verdict.State.DEGRADED) {
      return probe;
    }
    var evidence = new ArrayList<String>(joined.callers);
    evidence.addAll(probe.evidence());
    return new Verdict(Verdict.State.DEGRADED, evidence, clock.wall());
  }

  /** The state begins again now, not when the probe first saw it. */
  private Verdict since(Verdict probe) {
    return new Verdict(probe.state(), probe.evidence(), clock.wall());
  }

  private void write(RouteeId id, Verdict verdict) {
    try {
      verdicts.report(id, verdict);
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "the verdict on " + id + " is not written", e);
    }
  }
}
