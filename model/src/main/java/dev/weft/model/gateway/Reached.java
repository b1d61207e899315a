package dev.weft.model.gateway;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.route.Backend;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which services the routes of each gateway lead to. */
final class Reached {
  private Reached() {}

  static Map<GatewayId, Set<ServiceName>> by(Map<GatewayId, GatewaySpec> gateways) {
    var reached =
        new TreeMap<GatewayId, Set<ServiceName>>(Comparator.comparing(GatewayId::toString));
    gateways.forEach((id, gateway) -> {
      Set<ServiceName> its = new HashSet<>();
      for (ListenerSpec listener : gateway.listeners()) {
        listener.calls().stream()
            .flatMap(one -> one.route().rules().stream())
            .forEach(rule -> add(rule.backends(), its));
        listener.streams().forEach(stream -> add(stream.backends(), its));
      }
      reached.put(id, its);
    });
    return reached;
  }

  private static void add(List<Backend> backends, Set<ServiceName> to) {
    for (Backend backend : backends) {
      if (backend.target() instanceof Backend.ToService service) {
        to.add(service.service());
      }
    }
  }
}
