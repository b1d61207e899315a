package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;

/**
 * How much a broker keeps open towards a service.
 *
 * @param maxConnections to all its routees
 * @param maxPending calls that wait for a connection
 * @param maxRequests in flight at once; 0 where the broker adapts it
 */
public record LimitPolicy(int maxConnections, int maxPending, int maxRequests) {
  public static final LimitPolicy DEFAULT = new LimitPolicy(1024, 1024, 0);

  static LimitPolicy read(Fields fields) {
    var policy =
        new LimitPolicy(
            (int) fields.number("maxConnections", DEFAULT.maxConnections, 1, 1_000_000),
            (int) fields.number("maxPending", DEFAULT.maxPending, 0, 1_000_000),
            (int) fields.number("maxRequests", DEFAULT.maxRequests, 1, 1_000_000));
    fields.refuseUnknown();
    return policy;
  }
}
