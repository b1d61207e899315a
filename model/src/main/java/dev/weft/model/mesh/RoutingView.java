package dev.weft.model.mesh;

import dev.weft.model.gateway.Documents;
import dev.weft.model.gateway.Resolution;
import dev.weft.model.gateway.Resolver;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Metadata;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.Routing;
import dev.weft.model.tls.RouteeTls;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents that routing is made of, and what they come to. Resolved anew only when one of them
 * says something else than before: statuses, which change often, are no part of it.
 */
final class RoutingView implements Documents {
  private record Name(String namespace, String name) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int first = namespace.compareTo(other.namespace);
      return first == 0 ? name.compareTo(other.name) : first;
    }
  }

  private final Map<Kind, TreeMap<Name, Resource>> documents = new EnumMap<>(Kind.class);
  private final Map<ServiceName, Service> services;
  private final Resolver resolver = new Resolver();
  private Routing routing = Routing.EMPTY;
  private Map<ServiceName, Map<Integer, RouteeTls>> tls = Map.of();
  private boolean stale;

  /**
   * @param services that the mesh has, as they change
   */
  RoutingView(Map<ServiceName, Service> services) {
    this.services = services;
  }

  /** Whether documents of this kind matter here, services aside. */
  static boolean covers(Kind kind) {
    return kind != Kind.SERVICE && Resolver.dependsOn(kind);
  }

  void change(Kind kind, String namespace, String name, @Nullable Resource resource) {
    if (!covers(kind)) {
      return;
    }
    var all = documents.computeIfAbsent(kind, it -> new TreeMap<>());
    var key = new Name(namespace, name);
    @Nullable Resource before = resource == null ? all.remove(key) : all.put(key, resource);
    stale |= before == null ? resource != null : resource == null || !saysTheSame(before, resource);
  }

  private static boolean saysTheSame(Resource before, Resource after) {
    Metadata one = before.metadata();
    Metadata other = after.metadata();
    return before.body().equals(after.body())
        && one.labels().equals(other.labels())
        && Objects.equals(one.creationTimestamp(), other.creationTimestamp());
  }

  void serviceChanged() {
    stale = true;
  }

  /** The routing as it now stands; what nothing has changed is the same object as before. */
  Routing current() {
    if (stale) {
      stale = false;
      boolean any =
          documents.entrySet().stream()
              .anyMatch(of -> of.getKey().ofGatewayApi() && !of.getValue().isEmpty());
      Resolution resolution = any ? resolver.resolve(this) : Resolution.EMPTY;
      routing = resolution.routing().after(routing);
      tls = resolution.tls();
    }
    return routing;
  }

  /** How services' routees are called over TLS, as of the routing that was asked for last. */
  Map<ServiceName, Map<Integer, RouteeTls>> tls() {
    return tls;
  }

  @Override
  public List<Resource> all(Kind kind) {
    var all = documents.get(kind);
    return all == null ? List.of() : List.copyOf(all.values());
  }

  @Override
  public Optional<Resource> find(Kind kind, String namespace, String name) {
    var all = documents.get(kind);
    return all == null ? Optional.empty() : Optional.ofNullable(all.get(new Name(namespace, name)));
  }

  @Override
  public Optional<Service> service(ServiceName name) {
    return Optional.ofNullable(services.get(name));
  }
}
