package dev.weft.model.route;

import dev.weft.model.mesh.ServiceName;
import java.util.List;
import java.util.Map;

/**
 * All routing of the mesh at one revision.
 *
 * @param mesh the routes of services, seen by whoever calls them; a service that is not in it is
 *     called as it is
 * @param gateways what is listened for beside the mesh's own port
 */
public record Routing(Map<ServiceName, ServiceRouting> mesh, Map<GatewayId, GatewaySpec> gateways) {
  /** No routes and no gateways. */
  public static final Routing EMPTY = new Routing(Map.of(), Map.of());

  public Routing {
    mesh = Map.copyOf(mesh);
    gateways = Map.copyOf(gateways);
  }

  /** Every listener of every gateway, in no order. */
  public List<ListenerSpec> listeners() {
    return gateways.values().stream().flatMap(gateway -> gateway.listeners().stream()).toList();
  }
}
