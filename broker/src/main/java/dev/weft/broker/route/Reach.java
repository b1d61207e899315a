package dev.weft.broker.route;

import dev.weft.broker.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * Where the calls of one port lead: the mesh's own port to every service by its name, a gateway's
 * to where its routes say. Asked on any loop.
 */
@FunctionalInterface
public interface Reach {
  /**
   * Finds the way of a call.
   *
   * @param routes as they stand for this call
   * @param authority the request's
   * @return null if nothing here has that name
   */
  @Nullable Way find(Routes routes, Head head, String authority);

  /** The reach of the mesh's own port. */
  static Reach mesh() {
    return (routes, head, authority) -> routes.way(authority);
  }

  /** The reach of a gateway's port. */
  static Reach gateway(GatewayPort port) {
    return (routes, head, authority) -> routes.way(port, head);
  }
}
