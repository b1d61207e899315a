package dev.weft.broker.admin;

import dev.weft.broker.Broker;
import dev.weft.broker.observe.ExchangeObserver;
import dev.weft.broker.observe.ObservedExchange;
import dev.weft.broker.observe.Outcome;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.time.Clock;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The broker's metrics. Counts on the loops, through data points that are looked up once. */
final class BrokerMetrics implements ExchangeObserver {
  private static final double NANOS = 1e-9;
  private static final String[] CODES = {"tcp", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private record Key(ServiceName service, @Nullable RouteeId routee) {}

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<Key, Meter> meters = new ConcurrentHashMap<>();
  private final Counter requests;
  private final Histogram durations;
  private final Clock clock;
  private final AtomicLong revision = new AtomicLong(-1);
  private final AtomicLong revisionSinceNanos = new AtomicLong();

  BrokerMetrics(Broker broker, SnapshotSource source, Clock clock) {
    this.clock = clock;
    requests =
        Counter.builder()
            .name("weft_requests_total")
            .help("Exchanges that ended, by the last routee tried and the caller's status class")
            .labelNames("service", "routee", "code")
            .register(registry);
    durations =
        Histogram.builder()
            .name("weft_request_duration_seconds")
            .help("From a request's head to its answer's last byte")
            .unit(Unit.SECONDS)
            .labelNames("service", "routee")
            .classicOnly()
            .classicUpperBounds(
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .register(registry);
    total("weft_retries_total", "Tries after the first", () -> broker.stats().retries());
    total("weft_ejections_total", "Routees ejected", () -> broker.stats().ejections());
    gauge("weft_requests_in_flight", "Exchanges under way", () -> broker.stats().inFlight());
    gauge("weft_routees_ejected", "Routees out now", () -> broker.stats().ejected().size());
    gauge("weft_snapshot_revision", "Being served", () -> broker.snapshot().revision());
    gauge(
        "weft_registry_followed",
        "1 while changes arrive as they are made, 0 while the last good snapshot stands",
        () -> source.live() ? 1 : 0);
    gauge("weft_snapshot_age_seconds", "Since it was taken over", () -> age(broker));
    gauge(
        "weft_listen_failures",
        "Ports of TCP services that cannot be listened on",
        () -> broker.listenFailures().size());
  }

  @Override
  public void began(ObservedExchange exchange) {
    // A call counts when it ends: only then its routee and status are known.
  }

  @Override
  public void ended(ObservedExchange exchange, Outcome outcome, long durationNanos) {
    @Nullable ServiceName service = exchange.service();
    if (service != null) {
      meters
          .computeIfAbsent(new Key(service, exchange.routee()), Meter::new)
          .count(outcome.status() / 100, durationNanos * NANOS);
    }
  }

  /** The metrics as of now, without routees that have left the mesh. */
  PrometheusRegistry current(Broker broker) {
    meters.keySet().removeIf(key -> gone(broker, key) && forget(key));
    return registry;
  }

  private static boolean gone(Broker broker, Key key) {
    @Nullable ServiceState service = broker.snapshot().services().get(key.service);
    return service == null || (key.routee != null && service.routee(key.routee) == null);
  }

  private boolean forget(Key key) {
    for (String code : CODES) {
      requests.remove(key.service.toString(), nameOf(key), code);
    }
    durations.remove(key.service.toString(), nameOf(key));
    return true;
  }

  private double age(Broker broker) {
    long now = clock.nanos();
    long seen = broker.snapshot().revision();
    if (revision.getAndSet(seen) != seen) {
      revisionSinceNanos.set(now);
    }
    return (now - revisionSinceNanos.get()) * NANOS;
  }

  private static String nameOf(Key key) {
    return key.routee == null ? "" : key.routee.toString();
  }

  private interface Reading {
    double get();
  }

  private void total(String name, String help, Reading reading) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(call -> call.call(reading.get()))
        .register(registry);
  }

  private void gauge(String name, String help, Reading reading) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(call -> call.call(reading.get()))
        .register(registry);
  }

  /** The data points of one routee. */
  private final class Meter {
    private final Key key;
    private final DistributionDataPoint duration;
    private final @Nullable CounterDataPoint[] byClass = new CounterDataPoint[CODES.length];

    Meter(Key key) {
      this.key = key;
      duration = durations.labelValues(key.service.toString(), nameOf(key));
    }

    void count(int statusClass, double seconds) {
      var point = byClass[statusClass];
      if (point == null) {
        point = requests.labelValues(key.service.toString(), nameOf(key), CODES[statusClass]);
        byClass[statusClass] = point;
      }
      point.inc();
      duration.observe(seconds);
    }
  }
}
