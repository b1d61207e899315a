package dev.weft.registry.status;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the parents of a route take it. Counts along the way how many routes each listener has,
 * so it is asked of all routes before the listeners' statuses are made.
 */
final class RouteStatus {
  static final Set<Kind> ROUTES =
      Set.of(Kind.HTTP_ROUTE, Kind.GRPC_ROUTE, Kind.TCP_ROUTE, Kind.TLS_ROUTE);

  private static final String GATEWAY_GROUP = Kind.GATEWAY.group();

  private final World world;
  private final Gateways gateways;
  private final Backends backends;

  /** Attached routes by kind, namespace and name of the listener's owner, and its own name. */
  private final Map<String, Integer> attached = new HashMap<>();

  RouteStatus(World world, Gateways gateways, Grants grants) {
    this.world = world;
    this.gateways = gateways;
    this.backends = new Backends(world, grants);
  }

  int attachedTo(Listener listener) {
    return attached.getOrDefault(id(listener), 0);
  }

  private static String id(Listener listener) {
    Resource owner = listener.owner();
    return owner.kind() + "/" + owner.qualifiedName() + "/" + listener.name();
  }

  /** The route's status, with one entry for each parent of which this controller speaks. */
  Map<String, Object> of(Resource route, Instant now) {
    var entries = new ArrayList<Object>();
    for (Object entry : written(route.status())) {
      if (!Tree.of(entry).text("controllerName").equals(Said.CONTROLLER)) {
        entries.add(entry);
      }
    }
    Condition resolved = backends.resolved(route);
    Object refs = route.spec().get("parentRefs");
    for (Object ref : refs instanceof List<?> list ? list : List.of()) {
      accepted(route, Tree.of(ref))
          .ifPresent(accepted -> {
            var entry = new LinkedHashMap<String, Object>(before(route, ref));
            entry.put("parentRef", ref);
            entry.put("controllerName", Said.CONTROLLER);
            entries.add(
                Said.put(entry, List.of(accepted, resolved), route.metadata().generation(), now));
          });
    }
    var status = new LinkedHashMap<String, Object>(route.status());
    status.put("parents", entries);
    return status;
  }

  private static List<?> written(Map<String, Object> status) {
    return status.get("parents") instanceof List<?> list ? list : List.of();
  }

  private static Map<String, Object> before(Resource route, Object ref) {
    var before = new LinkedHashMap<String, Object>();
    for (Object entry : written(route.status())) {
      Tree tree = Tree.of(entry);
      if (tree.text("controllerName").equals(Said.CONTROLLER)
          && ref.equals(tree.map().get("parentRef"))) {
        tree.map().forEach((name, value) -> before.put(String.valueOf(name), value));
      }
    }
    return before;
  }

  /** What its parent says of it; empty for a parent that is another controller's. */
  private Optional<Condition> accepted(Resource route, Tree ref) {
    String group = ref.text("group", GATEWAY_GROUP);
    String kind = ref.text("kind", "Gateway");
    String namespace = ref.text("namespace", route.metadata().namespace());
    String name = ref.text("name");
    String parent = kind + " " + namespace + "/" + name;
    if (group.isEmpty() && kind.equals("Service")) {
      return Optional.of(
          world.has(Kind.SERVICE, namespace, name)
              ? Said.accepted(parent + " takes it")
              : noParent("there is no " + parent));
    }
    if (!group.equals(GATEWAY_GROUP)) {
      return Optional.empty();
    }
    Kind owner = kind.equals("Gateway") ? Kind.GATEWAY : Kind.LISTENER_SET;
    if (!kind.equals(owner.kindName())) {
      return Optional.empty();
    }
    Optional<Resource> found = world.find(owner, namespace, name);
    if (found.isEmpty()) {
      return Optional.of(noParent("there is no " + parent));
    }
    if (!gateways.ours(found.get())) {
      return Optional.empty();
    }
    return Optional.of(
        gateways.accepted(found.get()).status() == dev.weft.registry.Conditions.Status.TRUE
            ? attach(route, ref, Listener.of(found.get()), parent)
            : noParent(parent + " is not accepted itself"));
  }

  private Condition attach(Resource route, Tree ref, List<Listener> all, String parent) {
    List<Listener> meant =
        all.stream()
            .filter(l -> !ref.has("sectionName") || ref.text("sectionName").equals(l.name()))
            .filter(l -> !ref.has("port") || ref.number("port") == l.spec().number("port"))
            .filter(l -> Said.isTrue(l.accepted()))
            .toList();
    if (meant.isEmpty()) {
      return noParent(parent + " has no such listener");
    }
    String namespace = route.metadata().namespace();
    List<Listener> allowing =
        meant.stream()
            .filter(l -> l.kinds().contains(route.kind()) && l.admits(namespace, world))
            .toList();
    if (allowing.isEmpty()) {
      return Said.no(
          Said.ACCEPTED,
          "NotAllowedByListeners",
          "no listener of "
              + parent
              + " that is meant takes a "
              + route.kind().kindName()
              + " of namespace "
              + namespace);
    }
    List<String> hosts = Tree.of(route.spec()).texts("hostnames");
    List<Listener> serving = allowing.stream().filter(l -> l.serves(hosts)).toList();
    if (serving.isEmpty()) {
      return Said.no(
          Said.ACCEPTED,
          "NoMatchingListenerHostname",
          "no listener of " + parent + " that is meant serves one of " + String.join(", ", hosts));
    }
    serving.forEach(listener -> attached.merge(id(listener), 1, Integer::sum));
    return Said.accepted(parent + " takes it");
  }

  private static Condition noParent(String message) {
    return Said.no(Said.ACCEPTED, "NoMatchingParent", message);
  }

  static Stream<Kind> routes() {
    return ROUTES.stream().sorted();
  }
}
