package dev.weft.broker.route;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.broker.message.Head;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.route.GatewayId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A snapshot, compiled. Swapped whole; only services that changed are compiled anew. */
public final class Routes {
  private static final int REMEMBERED_AUTHORITIES = 4096;

  /** HTTP's, for calls that name no port to a service that names none. */
  private static final int USUAL_PORT = 80;

  private final Snapshot snapshot;
  private final Map<ServiceName, ServiceRoutes> services;
  private final CompiledRouting routing;
  private final GatewayServices ofGateways;
  private final Map<String, Way> byAuthority = new ConcurrentHashMap<>();

  private Routes(
      Snapshot snapshot,
      Map<ServiceName, ServiceRoutes> services,
      CompiledRouting routing,
      GatewayServices ofGateways) {
    this.snapshot = snapshot;
    this.services = Map.copyOf(services);
    this.routing = routing;
    this.ofGateways = ofGateways;
  }

  /** Before the first snapshot. */
  public static Routes empty() {
    return new Routes(Snapshot.EMPTY, Map.of(), CompiledRouting.EMPTY, GatewayServices.NONE);
  }

  /** Compiles a newer snapshot, keeping all that is the same object in both. */
  public Routes next(Snapshot newer, EjectionListener listener, long nowNanos) {
    var compiler = new ServiceCompiler(listener, nowNanos);
    var compiled = new HashMap<ServiceName, ServiceRoutes>();
    newer
        .services()
        .forEach((name, state) -> compiled.put(name, compiler.next(services.get(name), state)));
    services.forEach((name, old) -> {
      if (!compiled.containsKey(name)) {
        ServiceCompiler.retire(old);
      }
    });
    return new Routes(
        newer, compiled, routing.next(newer.routing()), ofGateways.next(newer, compiler));
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /** The services, once each, as everyone calls them. */
  public Collection<ServiceRoutes> services() {
    return services.values();
  }

  /** The same, and those services once more that a gateway calls with a certificate of its own. */
  public Collection<ServiceRoutes> all() {
    return ofGateways.with(services.values());
  }

  /** One service; null if there is none of that name. */
  public @Nullable ServiceRoutes service(ServiceName name) {
    return services.get(name);
  }

  /** Where a call to this authority goes if no rule has a say; null if it means no service here. */
  public @Nullable Destination find(String authority) {
    @Nullable Way way = way(authority);
    return way == null ? null : way.destination();
  }

  /** Where a call to this authority goes; null if it means no service here. */
  @Nullable Way way(String authority) {
    @Nullable Way seen = byAuthority.get(authority);
    if (seen != null) {
      return seen;
    }
    @Nullable ServiceRoutes service =
        ServiceName.ofAuthority(authority).map(services::get).orElse(null);
    if (service == null) {
      return null;
    }
    int port = portOf(authority);
    Destination destination = service.at(port);
    int meant = destination.port() != 0 ? destination.port() : port == 0 ? USUAL_PORT : port;
    var found = new Way(destination, routing.rules(destination.service(), meant), null, meant);
    if (byAuthority.size() < REMEMBERED_AUTHORITIES) {
      byAuthority.put(authority, found);
    }
    return found;
  }

  /** Where a call on a gateway's port goes; null if none of its listeners is for that host. */
  @Nullable Way way(GatewayPort port, Head head) {
    return routing.way(port, head);
  }

  /**
   * A service's port.
   *
   * @param gateway by which the call came; null for none
   * @return null if there is no such service
   */
  public @Nullable Destination find(ServiceName name, int port, @Nullable GatewayId gateway) {
    @Nullable ServiceRoutes own = gateway == null ? null : ofGateways.find(gateway, name);
    @Nullable ServiceRoutes service = own == null ? services.get(name) : own;
    return service == null ? null : service.at(port);
  }

  /** Whether there still is such a destination. */
  public boolean has(Destination.Key key) {
    @Nullable GatewayId gateway = key.gateway();
    @Nullable ServiceRoutes service =
        gateway == null ? services.get(key.service()) : ofGateways.find(gateway, key.service());
    return service != null && service.exactly(key.port()) != null;
  }

  /** Where a service's calls go while none of its routees passes; null if nowhere. */
  public @Nullable Destination fallback(Destination of) {
    @Nullable String name = of.policy().balance().fallback();
    @Nullable ServiceRoutes service =
        name == null ? null : services.get(new ServiceName(of.service().namespace(), name));
    return service == null ? null : service.main();
  }

  /** The port that an authority names; 0 for none. */
  public static int portOf(String authority) {
    String digits = authority.substring(authority.lastIndexOf(':') + 1);
    return digits.length() <= 5
            && !digits.isEmpty()
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(digits)
        : 0;
  }
}
