package dev.weft.control;

import dev.weft.registry.Agent;
import dev.weft.registry.Leases;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the leases tell of themselves, read when somebody asks. */
final class LeaseMetrics {
  private LeaseMetrics() {}

  static void register(Leases leases, PrometheusRegistry series) {
    GaugeWithCallback.builder()
        .name("weft_leases")
        .help("Routees with a lease, their own or their agent's, by whether it has lapsed.")
        .labelNames("state")
        .callback(callback -> {
          callback.call(leases.running(), "running");
          callback.call(leases.lapsed(), "lapsed");
        })
        .register(series);
    CounterWithCallback.builder()
        .name("weft_lease_evictions_total")
        .help("Routees evicted because their lease had lapsed.")
        .callback(callback -> callback.call((double) leases.evictions()))
        .register(series);
    GaugeWithCallback.builder()
        .name("weft_lease_guard_holding")
        .help("1 while nobody is evicted because too many leases lapsed together.")
        .callback(callback -> callback.call(leases.massLapse().isEmpty() ? 0 : 1))
        .register(series);
    GaugeWithCallback.builder()
        .name("weft_agents")
        .help("Agents that have reported, by whether their lease runs.")
        .labelNames("state")
        .callback(callback -> {
          long live = leases.agents().list().stream().filter(Agent::live).count();
          callback.call((double) live, "live");
          callback.call((double) (leases.agents().list().size() - live), "lapsed");
        })
        .register(series);
  }
}
