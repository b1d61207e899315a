package dev.weft.broker.admin;

import dev.weft.broker.Broker;
import dev.weft.model.mesh.SnapshotSource;
import dev.weft.model.observe.ProcessFigures;
import dev.weft.model.time.Clock;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** The agent's metrics, read when somebody asks. Safe for use by any thread. */
final class BrokerMetrics {
  private static final double NANOS = 1e-9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Broker broker;
  private final Clock clock;
  private final AtomicLong revision = new AtomicLong(-1);
  private final AtomicLong revisionSinceNanos = new AtomicLong();
  private final AtomicLong heardNanos;

  BrokerMetrics(Broker broker, SnapshotSource source, Clock clock) {
    this.broker = broker;
    this.clock = clock;
    heardNanos = new AtomicLong(clock.nanos());
    registry.register(new EdgeMetrics(broker));
    total("weft_retries_total", "Tries after the first.", () -> broker.stats().retries());
    total("weft_ejections_total", "Routees ejected.", () -> broker.stats().ejections());
    gauge("weft_routees_ejected", "Routees out now.", () -> broker.ejected().size());
    registerBuild();
    CounterWithCallback.builder()
        .name("weft_telemetry_dropped_total")
        .help("Calls that a tap, the access log or OTLP could not take in time.")
        .labelNames("by")
        .callback(call -> broker.drops().forEach((by, count) -> call.call(count, by)))
        .register(registry);
    gauge("weft_edges", "Edges with calls of late.", () -> broker.edges().size());
    gauge("weft_snapshot_revision", "Being served.", () -> broker.snapshot().revision());
    gauge("weft_snapshot_age_seconds", "Since it was taken over.", this::age);
    gauge(
        "weft_registry_followed",
        "1 while changes arrive as they are made, 0 while the last good snapshot stands.",
        () -> source.live() ? 1 : 0);
    gauge(
        "weft_watch_lag_seconds",
        "For how long changes have not arrived as they are made, looked at when this is read.",
        () -> lag(source));
    gauge(
        "weft_listen_failures",
        "Ports of TCP services that cannot be listened on.",
        () -> broker.listenFailures().size());
    for (ProcessFigures.Figure figure : ProcessFigures.all()) {
      if (figure.counter()) {
        total(figure.name(), figure.help(), figure.value());
      } else {
        gauge(figure.name(), figure.help(), figure.value());
      }
    }
  }

  PrometheusRegistry registry() {
    return registry;
  }

  private void registerBuild() {
    String version = Broker.class.getPackage().getImplementationVersion();
    GaugeWithCallback.builder()
        .name("weft_build_info")
        .help("1, with the version that runs.")
        .labelNames("java", "version")
        .callback(call ->
            call.call(
                1,
                Integer.toString(Runtime.version().feature()),
                version == null ? "development" : version))
        .register(registry);
  }

  private double age() {
    long now = clock.nanos();
    long seen = broker.snapshot().revision();
    if (revision.getAndSet(seen) != seen) {
      revisionSinceNanos.set(now);
    }
    return (now - revisionSinceNanos.get()) * NANOS;
  }

  private double lag(SnapshotSource source) {
    long now = clock.nanos();
    if (source.live()) {
      heardNanos.set(now);
    }
    return (now - heardNanos.get()) * NANOS;
  }

  private void total(String name, String help, DoubleSupplier reading) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(call -> call.call(reading.getAsDouble()))
        .register(registry);
  }

  private void gauge(String name, String help, DoubleSupplier reading) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(call -> call.call(reading.getAsDouble()))
        .register(registry);
  }
}
