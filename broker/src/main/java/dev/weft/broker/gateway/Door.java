package dev.weft.broker.gateway;

import dev.weft.broker.route.HostIndex;
import dev.weft.broker.tls.ServerTls;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.StreamRoute;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * One listener on its port, compiled.
 *
 * @param tls how it ends callers' TLS; null where it does not
 * @param streams by the server name that is asked for
 */
record Door(ListenerSpec spec, @Nullable ServerTls tls, HostIndex<StreamRoute> streams) {
  static Door of(ListenerSpec spec, @Nullable ServerTls tls) {
    var streams = new HashMap<String, StreamRoute>();
    for (StreamRoute route : spec.streams()) {
      if (route.hostnames().isEmpty()) {
        streams.putIfAbsent("", route);
      }
      route.hostnames().forEach(host -> streams.putIfAbsent(host, route));
    }
    return new Door(spec, tls, new HostIndex<>(streams));
  }

  ListenerId id() {
    return spec.id();
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
