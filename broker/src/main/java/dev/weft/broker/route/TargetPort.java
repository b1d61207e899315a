package dev.weft.broker.route;

import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Routee;
import dev.weft.model.mesh.RouteePort;
import dev.weft.model.mesh.ServicePort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a service's port to the routee's. */
final class TargetPort {
  private TargetPort() {}

  /**
   * The routee's port that calls go to; null if it has none that fits. A service that names no
   * target means the port of the same number, as in Kubernetes, or else of the same name, or else
   * the main port.
   */
  static @Nullable RouteePort of(Routee routee, @Nullable ServicePort port) {
    if (routee.ports().size() == 1 || port == null) {
      return routee.mainPort();
    }
    if (port.targetPort().isEmpty()) {
      return sameAs(port, routee);
    }
    for (RouteePort candidate : routee.ports()) {
      if (candidate.name().equals(port.targetPort())
          || Integer.toString(candidate.port()).equals(port.targetPort())) {
        return candidate;
      }
    }
    return null;
  }

  private static RouteePort sameAs(ServicePort port, Routee routee) {
    RouteePort found = routee.mainPort();
    for (RouteePort candidate : routee.ports()) {
      if (candidate.port() == port.port()) {
        return candidate;
      }
      if (!port.name().isEmpty() && candidate.name().equals(port.name())) {
        found = candidate;
      }
    }
    return found;
  }

  /** Whether raw TCP is spoken: the service says so, or says nothing and its routees do. */
  static boolean isTcp(ServicePort port, List<Routee> routees) {
    if (port.protocol() != Protocol.AUTO) {
      return port.protocol() == Protocol.TCP;
    }
    return routees.stream()
        .map(routee -> of(routee, port))
        .anyMatch(target -> target != null && target.protocol() == Protocol.TCP);
  }
}
