package dev.weft.broker.admin;

import dev.weft.broker.Broker;
import dev.weft.broker.observe.EdgeBook;
import dev.weft.broker.observe.EdgeTotals;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.StatusCounts;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls by edge, made of what the loops counted when somebody asks: nothing is done for it per
 * call. As bounded as {@link EdgeBook} is.
 */
final class EdgeMetrics implements MultiCollector {
  private static final double NANOS = 1e-9;
  private static final int SCHEMA = 2; // four bounds a doubling, as LatencyCounts has them
  private static final String[] CODES = {"tcp", "1xx", "2xx", "3xx", "4xx", "5xx"};

  /** In text a bound a doubling is enough: from half a millisecond to 32 s. */
  private static final int FIRST_CLASSIC = -11;

  private static final int LAST_CLASSIC = 5;

  private final Broker broker;

  EdgeMetrics(Broker broker) {
    this.broker = broker;
  }

  @Override
  public MetricSnapshots collect() {
    broker.edges().keepOnly(this::stillThere);
    List<EdgeTotals> edges = broker.edges().totals();
    List<EdgeTotals> routees =
        EdgeBook.joined(edges, edge -> new EdgeName("", edge.service(), "", edge.routee()));
    return new MetricSnapshots(
        requests(edges), failures(edges), inFlight(edges), durations(routees));
  }

  private boolean stillThere(EdgeName edge) {
    @Nullable ServiceState service = broker.snapshot().services().get(edge.service());
    return edge.equals(EdgeName.REST)
        || (service != null && (edge.routee() == null || service.routee(edge.routee()) != null));
  }

  private static Labels labels(EdgeName edge) {
    return Labels.of(
        "caller", edge.caller(),
        "route", edge.route(),
        "routee", routee(edge),
        "service", edge.service().toString());
  }

  private static String routee(EdgeName edge) {
    return edge.routee() == null ? "" : edge.routee().toString();
  }

  private static CounterSnapshot requests(List<EdgeTotals> edges) {
    var points = CounterSnapshot.builder();
    points
        .name("weft_requests")
        .help("Exchanges that ended, by who called whom, the last routee tried and the status.");
    for (EdgeTotals edge : edges) {
      for (int i = 0; i < StatusCounts.CLASSES; i++) {
        long count = edge.statuses().in(i);
        if (count > 0) {
          points.dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .labels(labels(edge.edge()).merge(Labels.of("code", CODES[i])))
                  .value((double) count)
                  .build());
        }
      }
    }
    return points.build();
  }

  private static CounterSnapshot failures(List<EdgeTotals> edges) {
    var points = CounterSnapshot.builder();
    points
        .name("weft_request_failures")
        .help("Of these, those that let their callers down: 5xx, and answers that broke off.");
    for (EdgeTotals edge : edges) {
      points.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(labels(edge.edge()))
              .value((double) edge.failed())
              .build());
    }
    return points.build();
  }

  private static GaugeSnapshot inFlight(List<EdgeTotals> edges) {
    var points = GaugeSnapshot.builder();
    points.name("weft_requests_in_flight").help("Exchanges under way, by who calls whom.");
    for (EdgeTotals pair :
        EdgeBook.joined(edges, edge -> new EdgeName(edge.caller(), edge.service(), "", null))) {
      points.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(
                  Labels.of(
                      "caller", pair.edge().caller(),
                      "service", pair.edge().service().toString()))
              .value(pair.inFlight())
              .build());
    }
    return points.build();
  }

  private static HistogramSnapshot durations(List<EdgeTotals> routees) {
    var points = HistogramSnapshot.builder();
    points
        .name("weft_request_duration_seconds")
        .unit(Unit.SECONDS)
        .help("From a request's head to its answer's last byte, by the last routee tried.");
    for (EdgeTotals routee : routees) {
      if (routee.calls() > 0) {
        points.dataPoint(duration(routee));
      }
    }
    return points.build();
  }

  private static HistogramDataPointSnapshot duration(EdgeTotals routee) {
    var indexes = new ArrayList<Integer>();
    var counts = new ArrayList<Long>();
    var classic = new long[LAST_CLASSIC - FIRST_CLASSIC + 2];
    for (int i = 0; i < LatencyCounts.BUCKETS; i++) {
      long count = routee.in(i);
      if (count > 0) {
        int quarters = LatencyCounts.upperBoundQuarters(i);
        indexes.add(quarters);
        counts.add(count);
        int doubling = Math.ceilDiv(quarters, 4);
        classic[Math.clamp(doubling - FIRST_CLASSIC, 0, classic.length - 1)] += count;
      }
    }
    var bounds = new double[classic.length];
    for (int i = 0; i < bounds.length - 1; i++) {
      bounds[i] = Math.scalb(1.0, FIRST_CLASSIC + i);
    }
    bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(bounds, classic),
        SCHEMA,
        0,
        0,
        NativeHistogramBuckets.of(indexes, counts),
        NativeHistogramBuckets.EMPTY,
        routee.sumNanos() * NANOS,
        Labels.of("routee", routee(routee.edge()), "service", routee.edge().service().toString()),
        slowest(routee),
        0);
  }

  private static Exemplars slowest(EdgeTotals routee) {
    @Nullable String exchange = routee.slowest();
    return exchange == null
        ? Exemplars.EMPTY
        : Exemplars.of(
            Exemplar.builder()
                .value(routee.slowestNanos() * NANOS)
                .labels(Labels.of("exchange_id", exchange))
                .build());
  }
}
