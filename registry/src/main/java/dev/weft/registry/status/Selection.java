package dev.weft.registry.status;

import java.util.Map;

/** Which namespaces a {@code {from, selector}} of the Gateway API lets in. */
final class Selection {
  private Selection() {}

  static boolean admits(
      Tree namespaces, String otherwise, String own, String namespace, World world) {
    return switch (namespaces.text("from", otherwise)) {
      case "All" -> true;
      case "Same" -> own.equals(namespace);
      case "Selector" -> selects(namespaces.tree("selector"), world.namespaceLabels(namespace));
      default -> false; // None
    };
  }

  /** Whether a Kubernetes label selector holds. */
  static boolean selects(Tree selector, Map<String, String> labels) {
    boolean all =
        selector.tree("matchLabels").map().entrySet().stream()
            .allMatch(entry -> String.valueOf(entry.getValue()).equals(labels.get(entry.getKey())));
    return all
        && selector.trees("matchExpressions").stream().allMatch(wanted -> holds(wanted, labels));
  }

  private static boolean holds(Tree wanted, Map<String, String> labels) {
    String value = labels.get(wanted.text("key"));
    return switch (wanted.text("operator")) {
      case "In" -> value != null && wanted.texts("values").contains(value);
      case "NotIn" -> value == null || !wanted.texts("values").contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
