package dev.weft.model.mesh;

import dev.weft.model.route.Routing;
import dev.weft.model.tls.RouteeTls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of the mesh at one revision. Swapped whole, never changed.
 *
 * @param revision of the store; two snapshots of one registry compare by it
 * @param services by name. A service that did not change between two snapshots is the same object
 *     in both, so that a reader recompiles only what differs
 * @param routing by the same rule
 */
public record Snapshot(long revision, Map<ServiceName, ServiceState> services, Routing routing) {
  /** Before the registry was heard of. */
  public static final Snapshot EMPTY = new Snapshot(0, Map.of());

  public Snapshot {
    services = Map.copyOf(services);
  }

  /** A mesh without routes. */
  public Snapshot(long revision, Map<ServiceName, ServiceState> services) {
    this(revision, services, Routing.EMPTY);
  }

  /** The service of that name. */
  public Optional<ServiceState> service(ServiceName name) {
    return Optional.ofNullable(services.get(name));
  }

  /**
   * One service with everything a broker or a probe needs of it.
   *
   * @param routees sorted by name
   * @param tls how its routees are called, by the service's port; 0 stands for every port that is
   *     not named, and what is not there is called in plain text
   */
  public record ServiceState(
      Service service, ServicePolicy policy, List<Routee> routees, Map<Integer, RouteeTls> tls) {
    public ServiceState {
      routees = List.copyOf(routees);
      tls = Map.copyOf(tls);
    }

    /** A service whose routees are called in plain text. */
    public ServiceState(Service service, ServicePolicy policy, List<Routee> routees) {
      this(service, policy, routees, Map.of());
    }

    /** The routee of that name, or null. */
    public @Nullable Routee routee(RouteeId id) {
      for (Routee routee : routees) {
        if (routee.id().equals(id)) {
          return routee;
        }
      }
      return null;
    }
  }
}
