package dev.weft.broker.route;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.tls.CertifiedKey;
import dev.weft.model.tls.RouteeTls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Services as gateways call them that show routees a certificate of their own: with connections and
 * standings apart from all others'. There are none but for services whose routees are called over
 * TLS.
 */
final class GatewayServices {
  /** No gateway has a certificate of its own. */
  static final GatewayServices NONE = new GatewayServices(Map.of());

  private record Key(GatewayId gateway, ServiceName service) {}

  /**
   * @param from the service's own state
   */
  private record Entry(ServiceState from, CertifiedKey own, ServiceRoutes routes) {}

  private final Map<Key, Entry> entries;

  private GatewayServices(Map<Key, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  GatewayServices next(Snapshot newer, ServiceCompiler compiler) {
    var compiled = new HashMap<Key, Entry>();
    for (GatewaySpec gateway : newer.routing().gateways().values()) {
      @Nullable CertifiedKey own = gateway.own();
      if (own == null) {
        continue;
      }
      for (ServiceState state : newer.services().values()) {
        if (!state.tls().isEmpty()) {
          var key = new Key(gateway.id(), state.service().name());
          compiled.put(key, next(key, own, state, compiler));
        }
      }
    }
    entries.forEach((key, old) -> {
      if (!compiled.containsKey(key)) {
        ServiceCompiler.retire(old.routes);
      }
    });
    return compiled.isEmpty() ? NONE : new GatewayServices(compiled);
  }

  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  private Entry next(Key key, CertifiedKey own, ServiceState state, ServiceCompiler compiler) {
    @Nullable Entry old = entries.get(key);
    if (old != null && old.from == state && old.own.equals(own)) {
      return old;
    }
    var tls = new HashMap<Integer, RouteeTls>();
    state.tls().forEach((port, one) -> tls.put(port, one.showing(own)));
    var shown = new ServiceState(state.service(), state.policy(), state.routees(), tls);
    @Nullable ServiceRoutes before = old == null ? null : old.routes;
    return new Entry(state, own, compiler.of(key.gateway).next(before, shown));
  }

  /** A service as a gateway calls it; null if as everyone does. */
  @Nullable ServiceRoutes find(GatewayId gateway, ServiceName service) {
    @Nullable Entry entry = entries.isEmpty() ? null : entries.get(new Key(gateway, service));
    return entry == null ? null : entry.routes;
  }

  /** These and all of its own. */
  Collection<ServiceRoutes> with(Collection<ServiceRoutes> others) {
    if (entries.isEmpty()) {
      return others;
    }
    var all = new ArrayList<>(others);
    entries.values().forEach(entry -> all.add(entry.routes));
    return all;
  }
}
