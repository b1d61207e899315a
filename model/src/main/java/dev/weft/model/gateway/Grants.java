package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which references from one namespace into another are permitted. */
final class Grants {
  private final Map<String, List<Tree>> byNamespace = new HashMap<>();

  Grants(Documents documents) {
    for (Resource grant : documents.all(Kind.REFERENCE_GRANT)) {
      byNamespace
          .computeIfAbsent(grant.metadata().namespace(), it -> new ArrayList<>())
          .add(Tree.of(grant.spec()));
    }
  }

  /**
   * Whether a resource may refer to one of another namespace; within one it always may.
   *
   * @param group of what is referred to; empty for the core group
   */
  boolean permit(Resource from, String group, String kind, String namespace, String name) {
    return namespace.equals(from.metadata().namespace())
        || byNamespace.getOrDefault(namespace, List.of()).stream()
            .anyMatch(grant -> isFrom(grant, from) && isTo(grant, group, kind, name));
  }

  private static boolean isFrom(Tree grant, Resource from) {
    return grant.trees("from").stream()
        .anyMatch(one ->
            one.text("group").equals(from.kind().group())
                && one.text("kind").equals(from.kind().kindName())
                && one.text("namespace").equals(from.metadata().namespace()));
  }

  private static boolean isTo(Tree grant, String group, String kind, String name) {
    return grant.trees("to").stream()
        .anyMatch(one ->
            one.text("group").equals(group)
                && one.text("kind").equals(kind)
                && (one.text("name").isEmpty() || one.text("name").equals(name)));
  }
}
