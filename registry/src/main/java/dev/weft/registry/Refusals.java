package dev.weft.registry;

import dev.weft.model.resource.Kind;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.route.ListenerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What live agents refuse, by resource and agent. A pure function of their reports. */
final class Refusals {
  private final Map<Key, Map<String, Refusal>> byKey = new HashMap<>();

  private Refusals() {}

  static Map<Key, Map<String, Refusal>> of(List<Agent> live) {
    var refusals = new Refusals();
    Set<String> usable = new HashSet<>();
    for (Agent agent : live) {
      agent.report().gateways().forEach(gateway -> usable.addAll(gateway.addresses()));
    }
    for (Agent agent : live) {
      for (AgentReport.Refused refused : agent.report().refused()) {
        if (Programming.concerns(refused.kind())) {
          refusals.add(
              Key.of(refused.kind(), refused.namespace(), refused.name()),
              agent,
              Refusal.of(refused.reason()));
        }
      }
      agent.report().gateways().forEach(gateway -> refusals.add(gateway, agent, usable));
    }
    return refusals.byKey;
  }

  /** An address may be another host's: who listens there says so. */
  private void add(GatewayReport gateway, Agent agent, Set<String> usable) {
    Key key = Key.of(Kind.GATEWAY, gateway.id().namespace(), gateway.id().name());
    gateway.unusable().entrySet().stream()
        .filter(entry -> !usable.contains(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> {
          String word = entry.getKey().isEmpty() ? "AddressNotAssigned" : "AddressNotUsable";
          add(key, agent, new Refusal(word, entry.getValue()));
        });
    gateway.refused().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(ListenerId::toString)))
        .forEach(entry -> {
          var listener = entry.getKey();
          add(
              Key.of(listener.ownerKind(), listener.namespace(), listener.owner()),
              agent,
              new Refusal(
                  "PortUnavailable", "listener " + listener.listener() + ": " + entry.getValue()));
        });
  }

  /** Of several the first is told: when it is mended the next is. */
  private void add(Key key, Agent agent, Refusal refusal) {
    byKey.computeIfAbsent(key, it -> new LinkedHashMap<>()).putIfAbsent(agent.name(), refusal);
  }
}
