package dev.weft.model.route;

import dev.weft.model.mesh.ServiceName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** This routing, with what is the same as before in the same objects as before. */
  public Routing after(Routing before) {
    if (equals(before)) {
      return before;
    }
    var services = new HashMap<ServiceName, ServiceRouting>();
    mesh.forEach((name, service) -> {
      @Nullable ServiceRouting old = before.mesh.get(name);
      services.put(name, old == null ? service : service.after(old));
    });
    var all = new HashMap<GatewayId, GatewaySpec>();
    gateways.forEach((id, gateway) -> {
      @Nullable GatewaySpec old = before.gateways.get(id);
      all.put(id, old == null ? gateway : gateway.after(old));
    });
    return new Routing(services, all);
  }
}
