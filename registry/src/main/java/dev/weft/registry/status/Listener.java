package dev.weft.registry.status;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One listener of a Gateway or ListenerSet.
 *
 * @param owner what it stands in
 */
record Listener(Resource owner, Tree spec) {
  private static final List<Kind> HTTP = List.of(Kind.HTTP_ROUTE, Kind.GRPC_ROUTE);

  static List<Listener> of(Resource owner) {
    return Tree.of(owner.spec()).trees("listeners").stream()
        .map(spec -> new Listener(owner, spec))
        .toList();
  }

  String name() {
    return spec.text("name");
  }

  String protocol() {
    return spec.text("protocol");
  }

  /** The routes that its protocol carries. */
  private List<Kind> carried() {
    return switch (protocol()) {
      case "HTTP", "HTTPS" -> HTTP;
      case "TLS" -> List.of(Kind.TLS_ROUTE);
      case "TCP" -> List.of(Kind.TCP_ROUTE);
      default -> List.of();
    };
  }

  private List<Tree> allowedKinds() {
    return spec.tree("allowedRoutes").trees("kinds");
  }

  /** The routes that it takes: those that its protocol carries, of those that are allowed. */
  List<Kind> kinds() {
    List<Tree> allowed = allowedKinds();
    return carried().stream()
        .filter(
            kind -> allowed.isEmpty() || allowed.stream().anyMatch(wanted -> names(wanted, kind)))
        .toList();
  }

  private static boolean names(Tree wanted, Kind kind) {
    return wanted.text("group", Kind.HTTP_ROUTE.group()).equals(kind.group())
        && wanted.text("kind").equals(kind.kindName());
  }

  Condition accepted() {
    return carried().isEmpty()
        ? Said.no(
            Said.ACCEPTED,
            "UnsupportedProtocol",
            protocol() + " is not one of HTTP, HTTPS, TLS, TCP")
        : Said.accepted("it can be listened for");
  }

  Condition conflicted(List<Listener> all) {
    for (Listener other : all) {
      boolean samePort = other.spec.number("port") == spec.number("port");
      if (samePort && !other.layer().equals(layer())) {
        return Said.yes(
            Said.CONFLICTED,
            "ProtocolConflict",
            "the listener " + other.name() + " speaks " + other.protocol() + " on the same port");
      }
    }
    return Said.no(Said.CONFLICTED, "NoConflicts", "no other listener is in its way");
  }

  /** What a port can only have one of. */
  private String layer() {
    return protocol().equals("HTTPS") ? "TLS" : protocol();
  }

  Condition resolved(World world, Grants grants) {
    for (Tree wanted : allowedKinds()) {
      if (carried().stream().noneMatch(kind -> names(wanted, kind))) {
        return Said.no(
            Said.RESOLVED_REFS,
            "InvalidRouteKinds",
            "no listener for " + protocol() + " takes " + wanted.text("kind"));
      }
    }
    for (Tree ref : spec.tree("tls").trees("certificateRefs")) {
      Optional<Condition> wrong = wrong(ref, world, grants);
      if (wrong.isPresent()) {
        return wrong.get();
      }
    }
    return Said.resolved();
  }

  private Optional<Condition> wrong(Tree ref, World world, Grants grants) {
    String kind = ref.text("kind", "Secret");
    String namespace = ref.text("namespace", owner.metadata().namespace());
    String name = ref.text("name");
    if (!ref.text("group").isEmpty() || !kind.equals("Secret")) {
      return no("InvalidCertificateRef", kind + " " + name + " is no Secret");
    }
    if (!grants.permit(owner, "", kind, namespace, name)) {
      return no(
          "RefNotPermitted",
          "Secret "
              + namespace
              + "/"
              + name
              + " is in another namespace, and no ReferenceGrant"
              + " there permits it");
    }
    return world.has(Kind.SECRET, namespace, name)
        ? Optional.empty()
        : no("InvalidCertificateRef", "there is no Secret " + namespace + "/" + name);
  }

  private static Optional<Condition> no(String reason, String message) {
    return Optional.of(Said.no(Said.RESOLVED_REFS, reason, message));
  }

  /** Whether routes of a namespace may attach. */
  boolean admits(String namespace, World world) {
    Tree namespaces = spec.tree("allowedRoutes").tree("namespaces");
    return Selection.admits(namespaces, "Same", owner.metadata().namespace(), namespace, world);
  }

  /** Whether one of a route's hosts can be asked for here; a route without hosts takes them all. */
  boolean serves(List<String> hosts) {
    String own = spec.text("hostname").toLowerCase(Locale.ROOT);
    return own.isEmpty() || hosts.isEmpty() || hosts.stream().anyMatch(host -> meet(own, host));
  }

  private static boolean meet(String one, String other) {
    return one.equals(other) || within(one, other) || within(other, one);
  }

  private static boolean within(String wildcard, String host) {
    return wildcard.startsWith("*.") && host.endsWith(wildcard.substring(1));
  }

  /** Its part of the owner's status. */
  Map<String, Object> status(
      Map<String, Object> before, List<Condition> conditions, int attached, java.time.Instant now) {
    var status = new java.util.LinkedHashMap<String, Object>(before);
    status.put("name", name());
    var supported = new ArrayList<Object>();
    kinds().forEach(kind -> supported.add(Map.of("group", kind.group(), "kind", kind.kindName())));
    status.put("supportedKinds", supported);
    status.put("attachedRoutes", attached);
    return Said.put(status, conditions, owner.metadata().generation(), now);
  }
}
