package dev.weft.model.route;

import java.util.List;

/**
 * A route for calls, of HTTP or gRPC, whatever it is attached to.
 *
 * @param rules in the order in which they were written
 */
public record CallRoute(RouteId id, List<CallRule> rules) {
  public CallRoute {
    rules = List.copyOf(rules);
  }
}
