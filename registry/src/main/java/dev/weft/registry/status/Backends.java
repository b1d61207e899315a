package dev.weft.registry.status;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions.Condition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether what a route sends to is there, and may be sent to. */
record Backends(World world, Grants grants) {
  /** The first reference that does not resolve decides. */
  Condition resolved(Resource route) {
    List<Tree> rules = Tree.of(route.spec()).trees("rules");
    for (int i = 0; i < rules.size(); i++) {
      String where = "rules[" + i + "]";
      for (Tree filter : filters(rules.get(i))) {
        if (filter.has("extensionRef")) {
          return Said.no(
              Said.RESOLVED_REFS, "InvalidKind", where + ": Weft knows no extensions of filters");
        }
      }
      for (Tree ref : references(rules.get(i))) {
        Optional<Condition> wrong = wrong(route, ref, where);
        if (wrong.isPresent()) {
          return wrong.get();
        }
      }
    }
    return Said.resolved();
  }

  private static List<Tree> filters(Tree rule) {
    return Stream.concat(Stream.of(rule), rule.trees("backendRefs").stream())
        .flatMap(part -> part.trees("filters").stream())
        .toList();
  }

  private static List<Tree> references(Tree rule) {
    Stream<Tree> mirrors =
        filters(rule).stream()
            .filter(filter -> filter.has("requestMirror"))
            .map(filter -> filter.tree("requestMirror").tree("backendRef"));
    return Stream.concat(rule.trees("backendRefs").stream(), mirrors).toList();
  }

  private Optional<Condition> wrong(Resource route, Tree ref, String where) {
    String group = ref.text("group");
    String kind = ref.text("kind", "Service");
    String name = ref.text("name");
    String namespace = ref.text("namespace", route.metadata().namespace());
    String service = where + ": Service " + namespace + "/" + name;
    if (!group.isEmpty() || !kind.equals("Service")) {
      return no(
          "InvalidKind",
          where
              + ": "
              + (group.isEmpty() ? "" : group + " ")
              + kind
              + " "
              + name
              + " is no Service");
    }
    if (!grants.permit(route, group, kind, namespace, name)) {
      return no(
          "RefNotPermitted",
          service
              + " may not be referred to from namespace "
              + route.metadata().namespace()
              + ": no ReferenceGrant there permits it");
    }
    Optional<Resource> found = world.find(Kind.SERVICE, namespace, name);
    if (found.isEmpty()) {
      return no("BackendNotFound", service + " is not there");
    }
    List<Tree> ports = Tree.of(found.get().spec()).trees("ports");
    long port = ref.number("port");
    boolean served =
        ports.isEmpty() || ports.stream().anyMatch(known -> known.number("port") == port);
    return served ? Optional.empty() : no("BackendNotFound", service + " has no port " + port);
  }

  private static Optional<Condition> no(String reason, String message) {
    return Optional.of(Said.no(Said.RESOLVED_REFS, reason, message));
  }
}
