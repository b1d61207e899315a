package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * One listener as it is written.
 *
 * @param owner the Gateway or ListenerSet that it stands in
 */
record Listener(Resource owner, Tree spec) {
  private static final List<Kind> HTTP = List.of(Kind.HTTP_ROUTE, Kind.GRPC_ROUTE);

  static List<Listener> of(Resource owner) {
    return Tree.of(owner.spec()).trees("listeners").stream()
        .map(spec -> new Listener(owner, spec))
        .toList();
  }

  ListenerId id() {
    return new ListenerId(
        owner.kind(), owner.metadata().namespace(), owner.metadata().name(), name());
  }

  String name() {
    return spec.text("name");
  }

  int port() {
    return (int) spec.number("port");
  }

  /** In lower case; empty for every host. */
  String hostname() {
    return Hosts.lower(spec.text("hostname"));
  }

  /** Empty for one that Weft does not speak. */
  Optional<Protocol> protocol() {
    return switch (spec.text("protocol")) {
      case "HTTP" -> Optional.of(Protocol.HTTP);
      case "HTTPS" -> Optional.of(Protocol.HTTPS);
      case "TLS" -> Optional.of(Protocol.TLS);
      case "TCP" -> Optional.of(Protocol.TCP);
      default -> Optional.empty();
    };
  }

  boolean passesThrough() {
    return spec.tree("tls").text("mode").equals("Passthrough");
  }

  /** The routes that its protocol carries. */
  List<Kind> carried() {
    return protocol()
        .map(spoken ->
            switch (spoken) {
              case HTTP, HTTPS -> HTTP;
              case TLS -> List.of(Kind.TLS_ROUTE);
              case TCP -> List.of(Kind.TCP_ROUTE);
            })
        .orElse(List.of());
  }

  /** The routes that it takes: those that its protocol carries, of those that are allowed. */
  List<Kind> kinds() {
    List<Tree> allowed = allowedKinds();
    return carried().stream()
        .filter(
            kind -> allowed.isEmpty() || allowed.stream().anyMatch(wanted -> names(wanted, kind)))
        .toList();
  }

  private List<Tree> allowedKinds() {
    return spec.tree("allowedRoutes").trees("kinds");
  }

  /** A kind that it should take and that its protocol does not carry. */
  Optional<String> strangeKind() {
    return allowedKinds().stream()
        .filter(wanted -> carried().stream().noneMatch(kind -> names(wanted, kind)))
        .map(wanted -> wanted.text("kind"))
        .findFirst();
  }

  private static boolean names(Tree wanted, Kind kind) {
    return wanted.text("group", Kind.HTTP_ROUTE.group()).equals(kind.group())
        && wanted.text("kind").equals(kind.kindName());
  }

  /** Whether routes of a namespace may attach. */
  boolean admits(String namespace, Documents documents) {
    Tree namespaces = spec.tree("allowedRoutes").tree("namespaces");
    return Selection.admits(namespaces, "Same", owner.metadata().namespace(), namespace, documents);
  }
}
