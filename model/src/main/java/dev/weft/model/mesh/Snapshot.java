package dev.weft.model.mesh;

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
 */
public record Snapshot(long revision, Map<ServiceName, ServiceState> services) {
  /** Before the registry was heard of. */
  public static final Snapshot EMPTY = new Snapshot(0, Map.of());

  public Snapshot {
    services = Map.copyOf(services);
  }

  /** The service of that name. */
  public Optional<ServiceState> service(ServiceName name) {
    return Optional.ofNullable(services.get(name));
  }

  /**
   * One service with everything a broker or a probe needs of it.
   *
   * @param routees sorted by name
   */
  public record ServiceState(Service service, ServicePolicy policy, List<Routee> routees) {
    public ServiceState {
      routees = List.copyOf(routees);
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
