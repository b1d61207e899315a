package dev.weft.broker.route;

import dev.weft.broker.eject.EjectionListener;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.mesh.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A snapshot, compiled. Swapped whole; only services that changed are compiled anew. */
public final class Routes {
  private static final int REMEMBERED_AUTHORITIES = 4096;

  private final Snapshot snapshot;
  private final Map<ServiceName, ServiceRoutes> services;
  private final Map<String, Destination> byAuthority = new ConcurrentHashMap<>();

  private Routes(Snapshot snapshot, Map<ServiceName, ServiceRoutes> services) {
    this.snapshot = snapshot;
    this.services = Map.copyOf(services);
  }

  /** Before the first snapshot. */
  public static Routes empty() {
    return new Routes(Snapshot.EMPTY, Map.of());
  }

  /** Compiles a newer snapshot, keeping every service that is the same object in both. */
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
    return new Routes(newer, compiled);
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  public Collection<ServiceRoutes> services() {
    return services.values();
  }

  /** One service; null if there is none of that name. */
  public @Nullable ServiceRoutes service(ServiceName name) {
    return services.get(name);
  }

  /** Where a call to this authority goes; null if it means no service here. */
  public @Nullable Destination find(String authority) {
    @Nullable Destination seen = byAuthority.get(authority);
    if (seen != null) {
      return seen;
    }
    @Nullable ServiceRoutes service =
        ServiceName.ofAuthority(authority).map(services::get).orElse(null);
    if (service == null) {
      return null;
    }
    Destination found = service.at(portOf(authority));
    if (byAuthority.size() < REMEMBERED_AUTHORITIES) {
      byAuthority.put(authority, found);
    }
    return found;
  }

  /** Where a service's calls go while none of its routees passes; null if nowhere. */
  public @Nullable Destination fallback(Destination of) {
    @Nullable String name = of.policy().balance().fallback();
    @Nullable ServiceRoutes service =
        name == null ? null : services.get(new ServiceName(of.service().namespace(), name));
    return service == null ? null : service.main();
  }

  private static int portOf(String authority) {
    String digits = authority.substring(authority.lastIndexOf(':') + 1);
    return digits.length() <= 5
            && !digits.isEmpty()
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(digits)
        : 0;
  }
}
