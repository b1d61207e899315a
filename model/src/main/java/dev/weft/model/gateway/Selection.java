package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import java.util.HashMap;
import java.util.Map;

/** Which namespaces a {@code {from, selector}} of the Gateway API lets in. */
final class Selection {
  private Selection() {}

  static boolean admits(
      Tree namespaces, String otherwise, String own, String namespace, Documents documents) {
    return switch (namespaces.text("from", otherwise)) {
      case "All" -> true;
      case "Same" -> own.equals(namespace);
      case "Selector" -> selects(namespaces.tree("selector"), labels(documents, namespace));
      default -> false; // None
    };
  }

  /** A namespace's labels, with the one by which it can be selected by name. */
  private static Map<String, String> labels(Documents documents, String namespace) {
    var labels = new HashMap<String, String>();
    documents
        .find(Kind.NAMESPACE, "", namespace)
        .ifPresent(found -> labels.putAll(found.metadata().labels()));
    labels.put("kubernetes.io/metadata.name", namespace);
    return labels;
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
