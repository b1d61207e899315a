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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins a probe's verdict with what callers find and with what its process has nearly used up: a
 * routee that passes its checks but does its callers badly, or is about to run out of something, is
 * degraded, with that evidence before the probe's. Findings that a probe makes on its own are never
 * softened. Safe for use by any thread.
 *
 * <p>In memory alone: after a restart a probe's next report stands until the others speak up again.
 */
final class JoinedVerdicts implements VerdictSink {
  private static final System.Logger LOG = System.getLogger(JoinedVerdicts.class.getName());

  /** What callers and the process say of a routee, and what its probe said last. */
  private record Joined(List<String> callers, List<String> process, Verdict probe) {
    Joined judged(Verdict newer) {
      return new Joined(callers, process, newer);
    }

    /** Whether the same speak against it; their figures change all the time. */
    boolean hasSpeakersOf(Joined other) {
      return callers.isEmpty() == other.callers.isEmpty()
          && process.isEmpty() == other.process.isEmpty();
    }
  }

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
    Joined joined = degraded.computeIfPresent(routee, (id, known) -> known.judged(verdict));
    verdicts.report(routee, joined == null ? verdict : join(joined));
  }

  /**
   * Writes what is found now and takes back what no longer is.
   *
   * @param callers their evidence of each routee that they find degraded
   * @param processes of each routee whose process has something nearly used up
   */
  void sweep(Map<RouteeId, List<String>> callers, Map<RouteeId, List<String>> processes) {
    var all = new HashSet<>(callers.keySet());
    all.addAll(processes.keySet());
    for (RouteeId id : all) {
      List<String> byCallers = callers.getOrDefault(id, List.of());
      List<String> byProcess = processes.getOrDefault(id, List.of());
      Joined joined =
          Objects.requireNonNull(
              degraded.compute(id, (_, known) -> next(id, known, byCallers, byProcess)));
      write(id, join(joined)); // again where a report came in between; mostly nothing to write
    }
    for (RouteeId id : List.copyOf(degraded.keySet())) {
      if (!all.contains(id)) {
        Joined ended = degraded.remove(id);
        if (ended != null) {
          write(id, since(ended.probe));
        }
      }
    }
  }

  private Joined next(
      RouteeId id, @Nullable Joined known, List<String> callers, List<String> process) {
    if (known == null) {
      var evidence = new ArrayList<>(callers);
      evidence.addAll(process);
      return new Joined(callers, process, lastOf(id, evidence));
    }
    var now = new Joined(callers, process, known.probe);
    return now.hasSpeakersOf(known) ? known : now;
  }

  private Verdict lastOf(RouteeId id, List<String> evidence) {
    try {
      return catalog
          .get(Kind.ROUTEE, id.namespace(), id.name())
          .map(stored -> Routee.fromResource(stored).verdict())
          // what a registry before this one wrote of callers is none of the probe's
          .filter(verdict -> verdict.evidence().stream().noneMatch(evidence::contains))
          .orElse(new Verdict(Verdict.State.PASSING, List.of("its checks pass"), clock.wall()));
    } catch (InvalidResourceException e) {
      return Verdict.UNKNOWN;
    }
  }

  private Verdict join(Joined joined) {
    Verdict probe = joined.probe;
    boolean passing = probe.state() == Verdict.State.PASSING;
    if (!passing && probe.state() != Verdict.State.DEGRADED) {
      return probe;
    }
    var evidence = new ArrayList<>(joined.process);
    if (passing) {
      evidence.addAll(joined.callers); // a probe that degrades it has heard of calls itself
    }
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
    } catch (StoreException | InvalidResourceException e) {
      LOG.log(System.Logger.Level.WARNING, "the verdict on " + id + " is not written", e);
    }
  }
}
