package dev.weft.control;

import dev.weft.model.mesh.Verdict;
import dev.weft.model.observe.MeshEvent.Severity;
import dev.weft.registry.Agent;
import dev.weft.registry.Registry;
import dev.weft.registry.alert.Alert;
import dev.weft.registry.alert.Rule;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/** How many events there were and which alerts fire, read when somebody asks. */
final class RecordMetrics {
  private static final int MOST_AGENTS = 1_000;

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
        .name("weft_routees")
        .help("Routees that are known, by what the probes find.")
        .labelNames("verdict")
        .callback(callback -> {
          var counts = new EnumMap<Verdict.State, Integer>(Verdict.State.class);
          for (var service : registry.snapshots().current().services().values()) {
            service
                .routees()
                .forEach(routee -> counts.merge(routee.verdict().state(), 1, Integer::sum));
          }
          for (Verdict.State state : Verdict.State.values()) {
            callback.call(
                counts.getOrDefault(state, 0).doubleValue(), state.name().toLowerCase(Locale.ROOT));
          }
        })
        .register(series);
    GaugeWithCallback.builder()
        .name("weft_agent_lag_revisions")
        .help("How many writes an agent's snapshot was behind when it last reported.")
        .labelNames("agent")
        .callback(callback -> {
          long newest = registry.catalog().revision();
          registry.leases().agents().list().stream()
              .filter(Agent::live)
              .limit(MOST_AGENTS)
              .forEach(agent ->
                  callback.call(
                      (double) Math.max(0, newest - agent.report().revision()), agent.name()));
        })
        .register(series);
    GaugeWithCallback.builder()
        .name("weft_alerts")
        .help("Alerts that fire, by rule.")
        .labelNames("alert", "severity")
        .callback(callback -> {
          List<Alert> all = registry.alerts().firing();
          for (Rule rule : Rule.values()) {
            long firing = all.stream().filter(one -> one.rule() == rule).count();
            callback.call(
                (double) firing, rule.title(), rule.severity().name().toLowerCase(Locale.ROOT));
          }
        })
        .register(series);
  }
}
