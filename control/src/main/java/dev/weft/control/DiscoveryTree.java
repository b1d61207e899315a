package dev.weft.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All of {@link Discovery} in one document, as apidiscovery.k8s.io/v2 has it. */
final class DiscoveryTree {
  static final String CONTENT_TYPE =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private DiscoveryTree() {}

  /** Whether a caller accepts it, and wants nothing else more. */
  static boolean wanted(Call call) {
    for (String type : call.accept().split(",", -1)) {
      String plain = type.replace(" ", "");
      if (plain.startsWith(Call.JSON)) {
        List<String> parts = List.of(plain.split(";", -1));
        if (!plain.contains("as=")) {
          return false;
        }
        if (parts.contains("g=apidiscovery.k8s.io")
            && parts.contains("v=v2")
            && parts.contains("as=APIGroupDiscoveryList")) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param named the named groups, as {@code /apis} lists them; else the core group of {@code /api}
   */
  static Map<String, Object> of(boolean named) {
    var items = new ArrayList<Object>();
    if (named) {
      for (Object group : list(Discovery.groups(), "groups")) {
        items.add(group(text(group, "name"), list(group, "versions")));
      }
    } else {
      items.add(group("", List.of(Map.of("version", "v1"))));
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "APIGroupDiscoveryList");
    tree.put("apiVersion", "apidiscovery.k8s.io/v2");
    tree.put("metadata", Map.of());
    tree.put("items", items);
    return tree;
  }

  private static Map<String, Object> group(String group, List<?> versions) {
    var shown = new ArrayList<Object>();
    for (Object version : versions) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("version", text(version, "version"));
      tree.put("resources", resources(Discovery.resources(group, text(version, "version"))));
      tree.put("freshness", "Current");
      shown.add(tree);
    }
    return Map.of("metadata", Map.of("name", group), "versions", shown);
  }

  private static List<Object> resources(Map<String, Object> served) {
    var resources = new LinkedHashMap<String, Map<String, Object>>();
    for (Object one : list(served, "resources")) {
      String[] name = text(one, "name").split("/", 2);
      var tree = new LinkedHashMap<String, Object>();
      tree.put("responseKind", Map.of("group", "", "version", "", "kind", text(one, "kind")));
      tree.put("verbs", list(one, "verbs"));
      if (name.length == 1) {
        tree.put("resource", name[0]);
        tree.put("scope", field(one, "namespaced").equals(true) ? "Namespaced" : "Cluster");
        tree.put("singularResource", text(one, "singularName"));
        tree.put("shortNames", list(one, "shortNames"));
        tree.put(
            "categories", ((Map<?, ?>) one).get("categories") instanceof List<?> c ? c : List.of());
        tree.put("subresources", new ArrayList<Object>());
        resources.put(name[0], tree);
      } else {
        tree.put("subresource", name[1]);
        subresources(Objects.requireNonNull(resources.get(name[0]))).add(tree);
      }
    }
    return new ArrayList<>(resources.values());
  }

  @SuppressWarnings("unchecked") // put there above
  private static List<Object> subresources(Map<String, Object> resource) {
    return (List<Object>) Objects.requireNonNull(resource.get("subresources"));
  }

  private static Object field(Object tree, String name) {
    return Objects.requireNonNull(((Map<?, ?>) tree).get(name), name);
  }

  private static String text(Object tree, String name) {
    return (String) field(tree, name);
  }

  private static List<?> list(Object tree, String name) {
    return (List<?>) field(tree, name);
  }
}
