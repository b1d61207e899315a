package dev.weft.model.mesh;

import dev.weft.model.mesh.Snapshot.ServiceState;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.Routing;
import dev.weft.model.tls.RouteeTls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The typed mesh as documents build it up, beside the catalog or at the other end of a watch. It
 * notes which services each change touches, and a new snapshot makes new objects for those alone.
 * Belongs to one thread at a time.
 */
public final class MeshView {
  private static final System.Logger LOG = System.getLogger(MeshView.class.getName());

  /** A policy in the order in which policies win: the older first, then by name. */
  private record Claim(Instant created, String name, ServicePolicy policy)
      implements Comparable<Claim> {
    private static final Comparator<Claim> ORDER =
        Comparator.comparing(Claim::created).thenComparing(Claim::name);

    @Override
    public int compareTo(Claim other) {
      return ORDER.compare(this, other);
    }
  }

  private record PolicyId(String namespace, String name) {}

  private final Map<ServiceName, Service> services = new HashMap<>();
  private final Map<RouteeId, Routee> routees = new HashMap<>();
  private final Map<ServiceName, TreeMap<RouteeId, Routee>> routeesOf = new HashMap<>();
  private final Map<PolicyId, Claim> claims = new HashMap<>();
  private final Map<ServiceName, TreeSet<Claim>> claimsOn = new HashMap<>();
  private final Set<ServiceName> touched = new HashSet<>();
  private final RoutingView routing = new RoutingView(services);
  private Map<ServiceName, Map<Integer, RouteeTls>> tls = Map.of();
  private Map<ServiceName, ServiceState> built = Map.of();

  /** Whether documents of this kind are part of the mesh; others are taken and change nothing. */
  public static boolean covers(Kind kind) {
    return switch (kind) {
      case SERVICE, ROUTEE, SERVICE_POLICY -> true;
      default -> RoutingView.covers(kind);
    };
  }

  /** Takes a document as it now stands; one that this version's rules refuse is left out. */
  public void put(Resource resource) {
    Metadata metadata = resource.metadata();
    try {
      change(resource.kind(), metadata.namespace(), metadata.name(), resource);
    } catch (InvalidResourceException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "left out of the mesh, as this version's rules refuse it: " + e.getMessage());
      remove(resource.kind(), metadata.namespace(), metadata.name());
    }
  }

  /** Forgets a document that is gone. */
  public void remove(Kind kind, String namespace, String name) {
    change(kind, namespace, name, null);
  }

  private void change(Kind kind, String namespace, String name, @Nullable Resource resource) {
    switch (kind) {
      case SERVICE ->
          setService(
              new ServiceName(namespace, name),
              resource == null ? null : Service.fromResource(resource));
      case ROUTEE ->
          setRoutee(
              new RouteeId(namespace, name),
              resource == null ? null : Routee.fromResource(resource));
      case SERVICE_POLICY ->
          setClaim(new PolicyId(namespace, name), resource == null ? null : claim(resource));
      default -> routing.change(kind, namespace, name, resource);
    }
  }

  private void setService(ServiceName name, @Nullable Service service) {
    Service before = service == null ? services.remove(name) : services.put(name, service);
    if (!Objects.equals(before, service)) {
      routing.serviceChanged();
    }
    touched.add(name);
  }

  private void setRoutee(RouteeId id, @Nullable Routee routee) {
    Routee before = routees.remove(id);
    if (before != null) {
      TreeMap<RouteeId, Routee> others = routeesOf.get(before.service());
      if (others != null) {
        others.remove(id);
        if (others.isEmpty()) {
          routeesOf.remove(before.service());
        }
      }
      touched.add(before.service());
    }
    if (routee != null) {
      routees.put(id, routee);
      routeesOf.computeIfAbsent(routee.service(), name -> new TreeMap<>()).put(id, routee);
      touched.add(routee.service());
    }
  }

  private void setClaim(PolicyId key, @Nullable Claim claim) {
    Claim before = claims.remove(key);
    if (before != null) {
      for (ServiceName target : before.policy.targets()) {
        TreeSet<Claim> others = claimsOn.get(target);
        if (others != null && others.remove(before) && others.isEmpty()) {
          claimsOn.remove(target);
        }
        touched.add(target);
      }
    }
    if (claim != null) {
      claims.put(key, claim);
      for (ServiceName target : claim.policy.targets()) {
        claimsOn.computeIfAbsent(target, name -> new TreeSet<>()).add(claim);
        touched.add(target);
      }
    }
  }

  private static Claim claim(Resource resource) {
    Metadata metadata = resource.metadata();
    Instant created = Objects.requireNonNullElse(metadata.creationTimestamp(), Instant.EPOCH);
    return new Claim(created, metadata.name(), ServicePolicy.fromResource(resource));
  }

  /** The mesh as it now stands; what no event has touched is the same object as before. */
  public Snapshot snapshot(long revision) {
    Routing newRouting = routing.current();
    touchWhere(routing.tls());
    if (!touched.isEmpty()) {
      var next = new HashMap<>(built);
      for (ServiceName name : touched) {
        ServiceState state = build(name);
        if (state == null) {
          next.remove(name);
        } else if (!state.equals(next.get(name))) {
          next.put(name, state);
        }
      }
      touched.clear();
      built = Map.copyOf(next);
    }
    return new Snapshot(revision, built, newRouting);
  }

  /** What is called over TLS otherwise than before is another service. */
  private void touchWhere(Map<ServiceName, Map<Integer, RouteeTls>> newTls) {
    if (newTls.equals(tls)) {
      return;
    }
    for (ServiceName name : newTls.keySet()) {
      if (!newTls.get(name).equals(tls.get(name))) {
        touched.add(name);
      }
    }
    tls.keySet().stream().filter(name -> !newTls.containsKey(name)).forEach(touched::add);
    tls = newTls;
  }

  private @Nullable ServiceState build(ServiceName name) {
    Service service = services.get(name);
    if (service == null) {
      return null;
    }
    TreeSet<Claim> claimants = claimsOn.get(name);
    ServicePolicy policy = claimants == null ? ServicePolicy.DEFAULT : claimants.getFirst().policy;
    TreeMap<RouteeId, Routee> members = routeesOf.get(name);
    List<Routee> sorted = members == null ? List.of() : new ArrayList<>(members.values());
    return new ServiceState(service, policy, sorted, tls.getOrDefault(name, Map.of()));
  }
}
