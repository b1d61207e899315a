package dev.weft.model.route;

import java.util.List;

/**
 * A route for connections whose bytes are passed on unread (TCPRoute, TLSRoute).
 *
 * @param hostnames server names that callers ask for, in lower case; empty for any, or none asked
 *     for
 * @param backends of which each connection goes to one, by weight
 */
public record StreamRoute(RouteId id, List<String> hostnames, List<Backend> backends) {
  public StreamRoute {
    hostnames = List.copyOf(hostnames);
    backends = List.copyOf(backends);
  }
}
