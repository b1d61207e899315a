package dev.weft.broker.route;

import dev.weft.model.route.GatewayId;
import org.jspecify.annotations.Nullable;

/**
 * Where a name leads.
 *
 * @param destination whose service was named; null on a gateway's port
 * @param rules that decide, if there are any
 * @param gateway on whose port; null on the mesh's own
 * @param port that the caller meant: the service's, or the gateway's; 0 if that says nothing
 */
public record Way(
    @Nullable Destination destination, PortRules rules, @Nullable GatewayId gateway, int port) {
  /** Whom a call names, for people. */
  public String name() {
    return destination == null ? "the gateway's port " + port : "service " + destination.service();
  }
}
