package dev.weft.control;

import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.registry.Registry;
import dev.weft.registry.alert.Rule;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** How many events there were and which alerts fire, read when somebody asks. */
final class RecordMetrics {
  private RecordMetrics() {}

  static void register(Registry registry, PrometheusRegistry series) {
    CounterWithCallback.builder()
        .name("weft_events_total")
        .help("Events since the start.")
        .labelNames("severity")
        .callback(callback -> {
          for (Severity severity : Severity.values()) {
            callback.call(
                (double) registry.events().told(severity),
                severity.name().toLowerCase(Locale.ROOT));
          }
        })
        .register(series);
    CounterWithCallback.builder()
        .name("weft_events_unwritten_total")
        .help("Events that could not be written to the data folder.")
        .callback(callback -> callback.call((double) registry.events().unwritten()))
        .register(series);
    GaugeWithCallback.builder()
        .name("weft_alerts")
        .help("Alerts that fire, by rule.")
        .labelNames("alert", "severity")
        .callback(callback -> {
          for (Rule rule : Rule.values()) {
            long firing =
                registry.alerts().firing().stream().filter(one -> one.rule() == rule).count();
            callback.call(
                (double) firing, rule.title(), rule.severity().name().toLowerCase(Locale.ROOT));
          }
        })
        .register(series);
  }
}
