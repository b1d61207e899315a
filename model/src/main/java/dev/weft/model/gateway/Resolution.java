package dev.weft.model.gateway;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.Routing;
import dev.weft.model.tls.RouteeTls;
import java.util.List;
import java.util.Map;

/**
 * What documents come to.
 *
 * @param routing what brokers do
 * @param routes what is to be said of routes
 * @param owners what is to be said of Gateways and ListenerSets
 * @param tls how services' routees are called, by service and port; 0 for ports that are not named
 * @param policies what is to be said of BackendTLSPolicies
 */
public record Resolution(
    Routing routing,
    List<OfRoute> routes,
    List<OfOwner> owners,
    Map<ServiceName, Map<Integer, RouteeTls>> tls,
    List<OfPolicy> policies) {
  /** No routes and no gateways. */
  public static final Resolution EMPTY =
      new Resolution(Routing.EMPTY, List.of(), List.of(), Map.of(), List.of());

  public Resolution {
    routes = List.copyOf(routes);
    owners = List.copyOf(owners);
    tls = Map.copyOf(tls);
    policies = List.copyOf(policies);
  }

  /** Of a BackendTLSPolicy, what is said to those that it concerns. */
  public record OfPolicy(Resource policy, List<OfParent> ancestors) {
    public OfPolicy {
      ancestors = List.copyOf(ancestors);
    }
  }

  /**
   * Of a route, what each of its parents says; parents that are another controller's are left out.
   */
  public record OfRoute(Resource route, List<OfParent> parents) {
    public OfRoute {
      parents = List.copyOf(parents);
    }
  }

  /**
   * What a parent says of a route.
   *
   * @param ref to the parent, as the route has it
   */
  public record OfParent(Map<?, ?> ref, List<Condition> conditions) {
    public OfParent {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * Of a Gateway or a ListenerSet of ours.
   *
   * @param attachedSets listener sets that a Gateway has taken
   */
  public record OfOwner(
      Resource owner, List<Condition> conditions, List<OfListener> listeners, int attachedSets) {
    public OfOwner {
      conditions = List.copyOf(conditions);
      listeners = List.copyOf(listeners);
    }
  }

  /**
   * Of a listener.
   *
   * @param kinds of routes that it takes
   * @param attached how many routes it has
   * @param valid whether it can be listened for
   */
  public record OfListener(
      String name, List<Kind> kinds, int attached, boolean valid, List<Condition> conditions) {
    public OfListener {
      kinds = List.copyOf(kinds);
      conditions = List.copyOf(conditions);
    }
  }
}
