package dev.weft.model.route;

import java.util.List;

/**
 * The routes whose parent is one service.
 *
 * @param routes by precedence among equals: the oldest first, then by namespace and name. There is
 *     at least one; calls to a port that has routes, of which none fits, find nothing
 */
public record ServiceRouting(List<OnPort> routes) {
  /**
   * A route on a service.
   *
   * @param port of the service; 0 for every port
   * @param consumers the namespace whose callers alone it is for, in the place of all other routes;
   *     empty for every caller
   */
  public record OnPort(CallRoute route, int port, String consumers) {
    /** A route for every caller. */
    public OnPort(CallRoute route, int port) {
      this(route, port, "");
    }
  }

  public ServiceRouting {
    routes = List.copyOf(routes);
  }

  ServiceRouting after(ServiceRouting before) {
    if (equals(before)) {
      return before;
    }
    var kept = new CallRoute.Kept(before.routes.stream().map(OnPort::route));
    return new ServiceRouting(
        routes.stream()
            .map(one -> new OnPort(kept.of(one.route), one.port, one.consumers))
            .toList());
  }
}
