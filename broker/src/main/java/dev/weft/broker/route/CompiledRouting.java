package dev.weft.broker.route;

import dev.weft.broker.message.Head;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of services and gateways, compiled. What is the same object in two states is not
 * compiled again.
 */
final class CompiledRouting {
  /** No routes. */
  static final CompiledRouting EMPTY = new CompiledRouting(Routing.EMPTY, Map.of(), Map.of());

  /**
   * The listeners of a gateway on one port.
   *
   * @param from what they were compiled from
   */
  private record OnPort(List<ListenerSpec> from, HostIndex<Way> hosts) {}

  private final Routing from;
  private final Map<ServiceName, ServiceRules> services;
  private final Map<GatewayPort, OnPort> ports;

  private CompiledRouting(
      Routing from, Map<ServiceName, ServiceRules> services, Map<GatewayPort, OnPort> ports) {
    this.from = from;
    this.services = Map.copyOf(services);
    this.ports = Map.copyOf(ports);
  }

  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  CompiledRouting next(Routing newer) {
    if (newer == from) {
      return this;
    }
    var newServices = new HashMap<ServiceName, ServiceRules>();
    newer.mesh().forEach((name, routing) -> newServices.put(name, next(name, routing)));
    var newPorts = new HashMap<GatewayPort, OnPort>();
    newer.gateways().forEach((id, gateway) -> compile(id, gateway, newPorts));
    return new CompiledRouting(newer, newServices, newPorts);
  }

  @SuppressWarnings("ReferenceEquality")
  private ServiceRules next(ServiceName name, ServiceRouting routing) {
    @Nullable ServiceRules old = services.get(name);
    return old != null && old.from() == routing ? old : ServiceRules.of(routing);
  }

  private void compile(GatewayId id, GatewaySpec gateway, Map<GatewayPort, OnPort> into) {
    var byPort = new HashMap<Integer, List<ListenerSpec>>();
    for (ListenerSpec listener : gateway.listeners()) {
      byPort.computeIfAbsent(listener.port(), port -> new ArrayList<>()).add(listener);
    }
    byPort.forEach((port, listeners) -> {
      var key = new GatewayPort(id, port);
      @Nullable OnPort old = ports.get(key);
      into.put(key, old != null && same(old.from, listeners) ? old : compile(id, port, listeners));
    });
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean same(List<ListenerSpec> some, List<ListenerSpec> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (some.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static OnPort compile(GatewayId id, int port, List<ListenerSpec> listeners) {
    var hosts = new HashMap<String, Way>();
    for (ListenerSpec listener : listeners) {
      hosts.put(
          listener.hostname(),
          new Way(null, PortRules.of(RuleTable.ofHosts(listener.calls())), id, port));
    }
    return new OnPort(listeners, new HostIndex<>(hosts));
  }

  /** The rules for calls to a service's port. */
  PortRules rules(ServiceName service, int port) {
    @Nullable ServiceRules rules = services.get(service);
    return rules == null ? PortRules.NONE : rules.at(port);
  }

  /** Where a call on a gateway's port goes; null if no listener there is for its host. */
  @Nullable Way way(GatewayPort port, Head head) {
    @Nullable OnPort listeners = ports.get(port);
    return listeners == null
        ? null
        : listeners.hosts.find(head.bytes(), head.authorityStart(), head.authorityEnd());
  }
}
