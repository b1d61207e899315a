package dev.weft.broker.route;

import dev.weft.broker.tls.ClientTls;
import dev.weft.model.mesh.Protocol;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.tls.RouteeTls;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a service's routees are called over TLS, as its state says. What a newer state says alike
 * stays the same object, so that connections and sessions live on.
 */
public final class OriginatedTls {
  private static final System.Logger LOG = System.getLogger(OriginatedTls.class.getName());

  private record Key(RouteeTls tls, Protocol spoken) {}

  private final ServiceState state;
  private final Map<Key, ClientTls> made = new HashMap<>();
  private final Map<Key, ClientTls> before;

  OriginatedTls(ServiceState state, @Nullable OriginatedTls before) {
    this.state = state;
    this.before = before == null ? Map.of() : before.made;
  }

  /** Towards a port of its routees; null for plain text. */
  @Nullable ClientTls towards(int servicePort, Protocol spoken) {
    @Nullable RouteeTls wanted = state.tls().getOrDefault(servicePort, state.tls().get(0));
    return wanted == null ? null : made.computeIfAbsent(new Key(wanted, spoken), this::make);
  }

  private ClientTls make(Key key) {
    @Nullable ClientTls known = before.get(key);
    if (known != null) {
      return known;
    }
    try {
      return ClientTls.of(key.tls, key.spoken);
    } catch (SSLException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the routees of {0} cannot be called, as their TLS cannot be set up: {1}",
          state.service().name(),
          e.getMessage());
      return ClientTls.unusable(String.valueOf(e.getMessage()));
    }
  }
}
