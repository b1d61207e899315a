package dev.weft.control;

import dev.weft.model.resource.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The documents from which clients learn what is served, all derived from {@link Kind}. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** What lives in no namespace is deleted one by one. */
  private static final List<String> CLUSTER_VERBS =
      VERBS.stream().filter(verb -> !verb.equals("deletecollection")).toList();

  private Discovery() {}

  /** {@code /version}; the numbers say which Kubernetes conventions clients may expect. */
  static Map<String, Object> version() {
    String own = Discovery.class.getPackage().getImplementationVersion();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("major", "1");
    tree.put("minor", "34");
    tree.put("gitVersion", "v1.34.0+weft-" + (own == null ? "development" : own));
    tree.put("platform", "java/" + Runtime.version().feature());
    return tree;
  }

  /** {@code /api}. */
  static Map<String, Object> coreVersions(@Nullable String host) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "APIVersions");
    tree.put("versions", List.of("v1"));
    tree.put(
        "serverAddressByClientCIDRs",
        List.of(Map.of("clientCIDR", "0.0.0.0/0", "serverAddress", host == null ? "" : host)));
    return tree;
  }

  /** {@code /apis}. */
  static Map<String, Object> groups() {
    var names = new TreeSet<String>();
    for (Kind kind : Kind.values()) {
      if (!kind.group().isEmpty()) {
        names.add(kind.group());
      }
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "APIGroupList");
    tree.put("apiVersion", "v1");
    tree.put("groups", names.stream().map(Discovery::groupEntry).toList());
    return tree;
  }

  /**
   * {@code /apis/GROUP}.
   *
   * @throws Refusal 404 for a group that is not served
   */
  static Map<String, Object> group(String group) {
    if (kinds(group).findAny().isEmpty()) {
      throw Refusal.noSuchPath();
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "APIGroup");
    tree.put("apiVersion", "v1");
    tree.putAll(groupEntry(group));
    return tree;
  }

  private static Map<String, Object> groupEntry(String group) {
    List<Map<String, String>> versions =
        kinds(group)
            .flatMap(kind -> kind.versions().stream())
            .distinct()
            .sorted() // v1 before v1beta1
            .map(version -> Map.of("groupVersion", group + "/" + version, "version", version))
            .toList();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", group);
    tree.put("versions", versions);
    tree.put("preferredVersion", versions.getFirst());
    return tree;
  }

  /**
   * {@code /api/v1} and {@code /apis/GROUP/VERSION}.
   *
   * @throws Refusal 404 for a version that is not served
   */
  static Map<String, Object> resources(String group, String version) {
    var resources = new ArrayList<Object>();
    kinds(group)
        .filter(kind -> kind.versions().contains(version))
        .forEach(kind -> {
          resources.add(resource(kind));
          if (Target.serves(kind, Target.STATUS)) {
            resources.add(subresource(kind, Target.STATUS, List.of("get", "patch", "update")));
          }
          if (Target.serves(kind, Target.LEASE)) {
            resources.add(subresource(kind, Target.LEASE, List.of("update")));
          }
        });
    if (resources.isEmpty()) {
      throw Refusal.noSuchPath();
    }
    if (RecordKind.API_VERSION.equals(group + "/" + version)) {
      Stream.of(RecordKind.values()).map(RecordKind::resource).forEach(resources::add);
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "APIResourceList");
    tree.put("apiVersion", "v1");
    tree.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    tree.put("resources", resources);
    return tree;
  }

  private static Map<String, Object> resource(Kind kind) {
    var tree = subresource(kind, "", kind.namespaced() ? VERBS : CLUSTER_VERBS);
    tree.put("singularName", kind.singular());
    tree.put("shortNames", kind.shortNames());
    if (kind == Kind.SERVICE || kind == Kind.ROUTEE) {
      tree.put("categories", List.of("all"));
    } else if (kind.ofGatewayApi()) {
      tree.put("categories", List.of("gateway-api"));
    }
    return tree;
  }

  private static Map<String, Object> subresource(Kind kind, String name, List<String> verbs) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", kind.plural() + (name.isEmpty() ? "" : "/" + name));
    tree.put("singularName", "");
    tree.put("namespaced", kind.namespaced());
    tree.put("kind", kind.kindName());
    tree.put("verbs", verbs);
    return tree;
  }

  private static Stream<Kind> kinds(String group) {
    return Stream.of(Kind.values()).filter(kind -> kind.group().equals(group));
  }
}
