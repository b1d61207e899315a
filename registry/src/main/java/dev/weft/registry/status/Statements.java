package dev.weft.registry.status;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be said of resources by looking at them, as statuses that differ from those
 * that are stored.
 */
public final class Statements {
  /**
   * A status that is to be written.
   *
   * @param resource as it was looked at
   * @param status its whole status, with what others wrote in it
   */
  public record Statement(Resource resource, Map<String, Object> status) {}

  private Statements() {}

  /** Whether a change of this kind can change what is to be said. */
  public static boolean dependOn(Kind kind) {
    return kind != Kind.ROUTEE;
  }

  /**
   * Looks at the whole catalog.
   *
   * @param now the wall clock, for conditions that change
   */
  public static List<Statement> of(Catalog catalog, Instant now) {
    var world = new World(catalog);
    var grants = new Grants(world);
    var gateways = new Gateways(world, grants);
    var said = new ArrayList<Statement>();
    for (Resource gatewayClass : world.all(Kind.GATEWAY_CLASS)) {
      if (Gateways.oursByName(gatewayClass)) {
        add(
            said,
            gatewayClass,
            Said.put(
                gatewayClass.status(),
                List.of(Said.accepted("its gateways are Weft's")),
                gatewayClass.metadata().generation(),
                now));
      }
    }
    var policies = new PolicyStatus(world);
    for (Resource policy : world.all(Kind.SERVICE_POLICY)) {
      add(
          said,
          policy,
          Said.put(
              policy.status(),
              List.of(policies.accepted(policy)),
              policy.metadata().generation(),
              now));
    }
    var backendTls = new BackendTlsStatus(world);
    for (Resource policy : world.all(Kind.BACKEND_TLS_POLICY)) {
      add(said, policy, backendTls.of(policy, now));
    }
    var routes = new RouteStatus(world, gateways, grants);
    RouteStatus.routes()
        .flatMap(kind -> world.all(kind).stream())
        .forEach(route -> add(said, route, routes.of(route, now)));
    for (Kind kind : List.of(Kind.GATEWAY, Kind.LISTENER_SET)) {
      for (Resource owner : world.all(kind)) {
        if (gateways.ours(owner)) {
          add(said, owner, gateways.status(owner, routes, now));
        }
      }
    }
    return said;
  }

  private static void add(List<Statement> said, Resource resource, Map<String, Object> status) {
    if (!Statuses.same(resource.status(), status)) {
      said.add(new Statement(resource, status));
    }
  }
}
