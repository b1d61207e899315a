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

  /** The routee's port that calls go to; null if it has none that fits. */
  static @Nullable RouteePort of(Routee routee, @Nullable ServicePort port) {
    if (routee.ports().size() == 1 || port == null || port.targetPort().isEmpty()) {
      return routee.mainPort();
    }
    for (RouteePort candidate : routee.ports()) {
      if (candidate.name().equals(port.targetPort())
          || Integer.toString(candidate.port()).equals(port.targetPort())) {
        return candidate;
      }
    }
    return null;
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
