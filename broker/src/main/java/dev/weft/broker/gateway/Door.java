package dev.weft.broker.gateway;

import dev.weft.broker.tls.ServerTls;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.StreamRoute;
import org.jspecify.annotations.Nullable;

/**
 * One listener on its port, compiled.
 *
 * @param tls how it ends callers' TLS; null where it does not
 * @param streams by the server name that is asked for
 */
record Door(ListenerSpec spec, @Nullable ServerTls tls, ByHost<StreamRoute> streams) {
  static Door of(ListenerSpec spec, @Nullable ServerTls tls) {
    var streams = new ByHost.Builder<StreamRoute>();
    for (StreamRoute route : spec.streams()) {
      if (route.hostnames().isEmpty()) {
        streams.put("", route);
      }
      route.hostnames().forEach(host -> streams.put(host, route));
    }
    return new Door(spec, tls, streams.build());
  }

  ListenerId id() {
    return spec.id();
  }

  boolean passesThrough() {
    return spec.tls() instanceof ListenerTls.Passthrough;
  }

  /** Whether calls may come by this one on a connection that came by another. */
  boolean isAsGoodAs(Door other) {
    return id().equals(other.id()) && callers().equals(other.callers());
  }

  private ListenerTls.Callers callers() {
    return spec.tls() instanceof ListenerTls.Terminate ending
        ? ending.callers()
        : ListenerTls.Callers.ANYONE;
  }
}
