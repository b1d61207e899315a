package dev.weft.broker.observe;

import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.StatusCounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What all loops counted, by edge: since the start, for metrics, and since it was last reported.
 * Safe for use by any thread; asking waits for the loops.
 */
public final class EdgeBook {
  private static final int MOST = 10_000;

  private final Supplier<List<EdgeSignal>> loops;
  private final Map<EdgeName, EdgeTotals> totals = new HashMap<>();
  private Map<EdgeName, EdgeSignal> unreported = new HashMap<>();

  /**
   * @param loops what they counted since they were asked last, each edge perhaps more than once
   */
  public EdgeBook(Supplier<List<EdgeSignal>> loops) {
    this.loops = loops;
  }

  /** What happened since this was last asked, with what is under way now; for one asker alone. */
  public synchronized List<EdgeSignal> report() {
    collect();
    List<EdgeSignal> report = List.copyOf(unreported.values());
    unreported = new HashMap<>();
    totals.values().removeIf(EdgeTotals::turn);
    return report;
  }

  /** Since the start, as of now; edges without calls for ten minutes are not among them. */
  public synchronized List<EdgeTotals> totals() {
    collect();
    return totals.values().stream().map(EdgeTotals::copy).toList();
  }

  private void collect() {
    Set<EdgeName> counted = new HashSet<>();
    for (EdgeSignal signal : loops.get()) {
      EdgeTotals total = totalsOf(signal.edge());
      boolean first = counted.add(total.edge());
      total.add(signal, first);
      unreported.merge(total.edge(), signal.on(total.edge()), (old, more) -> sum(old, more, first));
    }
    totals.values().forEach(total -> total.calmUnless(counted));
  }

  private EdgeTotals totalsOf(EdgeName edge) {
    @Nullable EdgeTotals known = totals.get(edge);
    if (known != null) {
      return known;
    }
    EdgeName kept = totals.size() < MOST ? edge : EdgeName.REST;
    return totals.computeIfAbsent(kept, EdgeTotals::new);
  }

  /**
   * @param later whether the other is of a later time, and what was under way then is over
   */
  private static EdgeSignal sum(EdgeSignal one, EdgeSignal other, boolean later) {
    var latencies = new LatencyCounts();
    latencies.add(one.latencies());
    latencies.add(other.latencies());
    var statuses = new StatusCounts();
    statuses.add(one.statuses());
    statuses.add(other.statuses());
    boolean slower = other.slowestNanos() > one.slowestNanos();
    return new EdgeSignal(
        one.edge(),
        statuses,
        one.failed() + other.failed(),
        one.retries() + other.retries(),
        later ? other.inFlight() : one.inFlight() + other.inFlight(),
        latencies,
        one.sumNanos() + other.sumNanos(),
        slower ? other.slowest() : one.slowest(),
        Math.max(one.slowestNanos(), other.slowestNanos()));
  }

  /** Drops edges to what is no more: services and routees that have left the mesh. */
  public synchronized void keepOnly(Predicate<EdgeName> known) {
    totals.keySet().removeIf(edge -> !known.test(edge));
  }

  /** How many edges there are. */
  public synchronized int size() {
    return totals.size();
  }

  /** For the sums of several edges. */
  public static List<EdgeTotals> joined(List<EdgeTotals> all, UnaryOperator<EdgeName> by) {
    var joined = new HashMap<EdgeName, EdgeTotals>();
    all.forEach(one -> joined.computeIfAbsent(by.apply(one.edge()), EdgeTotals::new).add(one));
    return new ArrayList<>(joined.values());
  }
}
