package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;

/** Which references from one namespace into another are permitted. */
record Grants(Documents documents) {
  /**
   * Whether a resource may refer to one of another namespace; within one it always may.
   *
   * @param group of what is referred to; empty for the core group
   */
  boolean permit(Resource from, String group, String kind, String namespace, String name) {
    String own = from.metadata().namespace();
    if (namespace.equals(own)) {
      return true;
    }
    for (Resource grant : documents.all(Kind.REFERENCE_GRANT)) {
      Tree spec = Tree.of(grant.spec());
      if (grant.metadata().namespace().equals(namespace)
          && spec.trees("from").stream()
              .anyMatch(f ->
                  f.text("group").equals(from.kind().group())
                      && f.text("kind").equals(from.kind().kindName())
                      && f.text("namespace").equals(own))
          && spec.trees("to").stream()
              .anyMatch(t ->
                  t.text("group").equals(group)
                      && t.text("kind").equals(kind)
                      && (t.text("name").isEmpty() || t.text("name").equals(name)))) {
        return true;
      }
    }
    return false;
  }
}
