package dev.weft.model.gateway;

import dev.weft.model.mesh.Service;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.ServiceRouting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Attaches routes to their parents, one after the other, the preferred ones first: where only one
 * can be there, it is the older.
 */
final class Attachments {
  private static final String GATEWAY_GROUP = Kind.GATEWAY.group();

  private final Documents documents;
  private final Gateways gateways;
  private final Map<ServiceName, List<ServiceRouting.OnPort>> mesh = new HashMap<>();
  private final Map<Audience, Set<Integer>> ofGrpc = new HashMap<>();

  /** Whose calls to a service a route is for. */
  private record Audience(ServiceName service, String consumers) {}

  /**
   * @param routes all that will be attached
   */
  Attachments(Documents documents, Gateways gateways, List<ReadRoute> routes) {
    this.documents = documents;
    this.gateways = gateways;
    for (ReadRoute route : routes) {
      if (route.document().kind() == Kind.GRPC_ROUTE) {
        notePorts(route);
      }
    }
  }

  /** A service's port that has GRPCRoutes takes no HTTPRoutes (GEP-1294, "Route types"). */
  private void notePorts(ReadRoute route) {
    String own = route.document().metadata().namespace();
    for (Tree ref : Tree.of(route.document().spec()).trees("parentRefs")) {
      var name = new ServiceName(ref.text("namespace", own), ref.text("name"));
      if (isService(ref)) {
        var audience = new Audience(name, name.namespace().equals(own) ? "" : own);
        ofGrpc.computeIfAbsent(audience, it -> new HashSet<>()).add((int) ref.number("port"));
      }
    }
  }

  private boolean grpcHas(ServiceName name, String consumers, int port) {
    Set<Integer> ports = ofGrpc.getOrDefault(new Audience(name, consumers), Set.of());
    return ports.contains(port) || ports.contains(0) || (port == 0 && !ports.isEmpty());
  }

  /** Whether a parent is a service. */
  static boolean isService(Tree ref) {
    return ref.text("group", GATEWAY_GROUP).isEmpty()
        && ref.text("kind", "Gateway").equals("Service");
  }

  /** The routes of services. */
  Map<ServiceName, ServiceRouting> mesh() {
    var routing = new HashMap<ServiceName, ServiceRouting>();
    mesh.forEach((service, routes) -> routing.put(service, new ServiceRouting(routes)));
    return routing;
  }

  Resolution.OfRoute attach(ReadRoute route) {
    var parents = new ArrayList<Resolution.OfParent>();
    for (Tree ref : Tree.of(route.document().spec()).trees("parentRefs")) {
      accepted(route, ref)
          .ifPresent(accepted ->
              parents.add(new Resolution.OfParent(ref.map(), List.of(accepted, route.resolved()))));
    }
    return new Resolution.OfRoute(route.document(), parents);
  }

  /** What a parent says; empty for one that is another controller's. */
  private Optional<Condition> accepted(ReadRoute route, Tree ref) {
    String group = ref.text("group", GATEWAY_GROUP);
    String kind = ref.text("kind", "Gateway");
    String namespace = ref.text("namespace", route.document().metadata().namespace());
    String name = ref.text("name");
    if (isService(ref)) {
      return Optional.of(toService(route, ref, new ServiceName(namespace, name)));
    }
    boolean gateway = kind.equals(Kind.GATEWAY.kindName());
    if (!group.equals(GATEWAY_GROUP) || !(gateway || kind.equals(Kind.LISTENER_SET.kindName()))) {
      return Optional.empty();
    }
    Kind owner = gateway ? Kind.GATEWAY : Kind.LISTENER_SET;
    String parent = kind + " " + namespace + "/" + name;
    Optional<OwnerState> found = gateways.find(owner, namespace, name);
    if (found.isEmpty()) {
      return documents.find(owner, namespace, name).isPresent()
          ? Optional.empty()
          : Optional.of(noParent("there is no " + parent));
    }
    return Optional.of(
        found.get().accepted().holds()
            ? toListeners(route, ref, found.get().listeners(), parent)
            : noParent(parent + " is not accepted itself"));
  }

  private Condition toService(ReadRoute route, Tree ref, ServiceName name) {
    Resource document = route.document();
    Optional<Service> service = documents.service(name);
    if (service.isEmpty()) {
      return noParent("there is no Service " + name);
    }
    int port = (int) ref.number("port");
    boolean named =
        port == 0
            || service.get().ports().isEmpty()
            || service.get().ports().stream().anyMatch(one -> one.port() == port);
    if (!named) {
      return noParent("Service " + name + " has no port " + port);
    }
    if (route.calls() == null) {
      return Condition.notAccepted(
          "UnsupportedValue",
          "connections to Service "
              + name
              + " are not routed within the mesh: a "
              + document.kind().kindName()
              + " needs a Gateway");
    }
    String own = document.metadata().namespace();
    String consumers = name.namespace().equals(own) ? "" : own;
    if (document.kind() == Kind.HTTP_ROUTE && grpcHas(name, consumers, port)) {
      return Condition.notAccepted(
          "Conflicted",
          "Service " + name + " has a GRPCRoute on that port, which takes no HTTPRoutes then");
    }
    mesh.computeIfAbsent(name, it -> new ArrayList<>())
        .add(new ServiceRouting.OnPort(route.calls(), port, consumers));
    return Condition.accepted(
        consumers.isEmpty()
            ? "Service " + name + " takes it"
            : "callers of namespace " + own + " that say so are routed by it");
  }

  private Condition toListeners(ReadRoute route, Tree ref, List<ListenerState> all, String parent) {
    Resource document = route.document();
    List<ListenerState> meant =
        all.stream()
            .filter(one ->
                !ref.has("sectionName") || ref.text("sectionName").equals(one.listener().name()))
            .filter(one -> !ref.has("port") || ref.number("port") == one.listener().port())
            .filter(ListenerState::accepted)
            .toList();
    if (meant.isEmpty()) {
      return noParent(parent + " has no such listener, or none that is accepted");
    }
    String namespace = document.metadata().namespace();
    List<ListenerState> allowing =
        meant.stream()
            .filter(one -> one.listener().kinds().contains(document.kind()))
            .filter(one -> one.listener().admits(namespace, documents))
            .toList();
    if (allowing.isEmpty()) {
      return Condition.notAccepted(
          "NotAllowedByListeners",
          "no listener of "
              + parent
              + " that is meant takes a "
              + document.kind().kindName()
              + " of namespace "
              + namespace);
    }
    return toHosts(route, allowing, parent);
  }

  private static Condition toHosts(ReadRoute route, List<ListenerState> allowing, String parent) {
    boolean any = false;
    boolean attached = false;
    for (ListenerState one : allowing) {
      List<String> hosts = Hosts.of(one.listener().hostname(), route.hostnames());
      any |= !hosts.isEmpty();
      if (!hosts.isEmpty() && !one.takenFrom(route.document().kind(), hosts)) {
        one.attach(route, hosts);
        attached = true;
      }
    }
    if (!any) {
      return Condition.notAccepted(
          "NoMatchingListenerHostname",
          "no listener of "
              + parent
              + " that is meant serves one of "
              + String.join(", ", route.hostnames()));
    }
    return attached
        ? Condition.accepted(parent + " takes it")
        : Condition.notAccepted(
            "Conflicted",
            "an older route of another kind has its hosts on "
                + parent
                + ": HTTPRoutes and GRPCRoutes cannot share a host");
  }

  private static Condition noParent(String message) {
    return Condition.notAccepted("NoMatchingParent", message);
  }
}
