package dev.weft.broker.admin;

import dev.weft.model.mesh.BalancePolicy;
import dev.weft.model.mesh.PriorityTier;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.resource.Fields;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /snapshot}: the mesh as this broker serves it. */
final class SnapshotPage {
  private SnapshotPage() {}

  static Map<String, Object> of(Snapshot snapshot) {
    var page = new LinkedHashMap<String, Object>();
    page.put("revision", snapshot.revision());
    page.put(
        "services",
        snapshot.services().values().stream()
            .sorted(Comparator.comparing(state -> state.service().name()))
            .map(SnapshotPage::service)
            .toList());
    return page;
  }

  private static Map<String, Object> service(ServiceState state) {
    var service = new LinkedHashMap<String, Object>();
    service.put("service", state.service().name().toString());
    service.put(
        "ports",
        state.service().ports().stream()
            .map(port ->
                Map.of(
                    "name", port.name(),
                    "port", port.port(),
                    "protocol", port.protocol().toString(),
                    "targetPort", port.targetPort()))
            .toList());
    service.put("policy", policy(state));
    service.put("routees", state.routees().stream().map(SnapshotPage::routee).toList());
    return service;
  }

  private static Map<String, Object> policy(ServiceState state) {
    var policy = state.policy();
    var shown = new LinkedHashMap<String, Object>();
    shown.put("balance", balance(policy.balance()));
    shown.put("eject", policy.eject());
    shown.put("limit", policy.limit());
    shown.put("retry", policy.retry());
    shown.put("timeout", policy.timeout());
    if (policy.fault().disturbs()) {
      shown.put("fault", policy.fault());
    }
    return shown;
  }

  private static Map<String, Object> balance(BalancePolicy balance) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("algorithm", balance.algorithm().toString());
    shown.put("panicThresholdPercent", balance.panicThresholdPercent());
    shown.put("slowStart", Fields.show(balance.slowStart()));
    if (balance.hashOn() != null) {
      shown.put("hashOn", balance.hashOn().toString());
    }
    if (balance.affinity() != null) {
      shown.put("affinity", balance.affinity().toString());
    }
    shown.put("zones", balance.zones().toString());
    shown.put("priorities", balance.priorities().stream().map(PriorityTier::toString).toList());
    return shown;
  }

  private static Map<String, Object> routee(Routee routee) {
    var shown = new LinkedHashMap<String, Object>();
    shown.put("routee", routee.id().toString());
    shown.put("address", routee.address());
    shown.put(
        "ports",
        routee.ports().stream()
            .map(port ->
                Map.of(
                    "name", port.name(),
                    "port", port.port(),
                    "protocol", port.protocol().toString()))
            .toList());
    shown.put("zone", routee.zone());
    shown.put("weight", routee.weight());
    shown.put("labels", routee.labels());
    shown.put("verdict", routee.verdict().state().toString());
    shown.put("duty", routee.duty().toString());
    shown.put("evidence", List.copyOf(routee.verdict().evidence()));
    return shown;
  }
}
