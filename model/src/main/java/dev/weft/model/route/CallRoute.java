package dev.weft.model.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route for calls, of HTTP or gRPC, whatever it is attached to.
 *
 * @param rules in the order in which they were written
 */
public record CallRoute(RouteId id, List<CallRule> rules) {
  public CallRoute {
    rules = List.copyOf(rules);
  }

  /** Routes of a former state, to be kept where a newer one is the same. */
  static final class Kept {
    private final Map<RouteId, CallRoute> before = new HashMap<>();

    Kept(Stream<CallRoute> routes) {
      routes.forEach(route -> before.put(route.id, route));
    }

    CallRoute of(CallRoute newer) {
      @Nullable CallRoute old = before.get(newer.id);
      return old != null && old.equals(newer) ? old : newer;
    }
  }
}
