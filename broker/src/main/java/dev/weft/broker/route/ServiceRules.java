package dev.weft.broker.route;

import dev.weft.model.route.CallRoute;
import dev.weft.model.route.ServiceRouting;
import dev.weft.model.route.ServiceRouting.OnPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one service, compiled.
 *
 * @param from what they were compiled from
 * @param byPort for ports that have routes of their own
 * @param others for all other ports
 */
record ServiceRules(ServiceRouting from, Map<Integer, PortRules> byPort, PortRules others) {

  static ServiceRules of(ServiceRouting routing) {
    var byPort = new HashMap<Integer, PortRules>();
    routing.routes().stream()
        .map(OnPort::port)
        .filter(port -> port != 0)
        .distinct()
        .forEach(port -> byPort.put(port, onPort(routing.routes(), port)));
    return new ServiceRules(routing, byPort, onPort(routing.routes(), 0));
  }

  private static PortRules onPort(List<OnPort> all, int port) {
    List<OnPort> here = all.stream().filter(one -> one.port() == port || one.port() == 0).toList();
    var ofConsumers = new HashMap<String, RuleTable>();
    here.stream()
        .map(OnPort::consumers)
        .distinct()
        .forEach(who -> {
          List<CallRoute> routes =
              here.stream().filter(one -> one.consumers().equals(who)).map(OnPort::route).toList();
          ofConsumers.put(who, RuleTable.of(routes));
        });
    @Nullable RuleTable everyone = ofConsumers.remove("");
    return new PortRules(everyone, Map.copyOf(ofConsumers));
  }

  PortRules at(int port) {
    return byPort.getOrDefault(port, others);
  }
}
