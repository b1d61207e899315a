package dev.weft.registry;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import org.jspecify.annotations.Nullable;

/** What must hold of what is stored before it is written over or taken away. */
final class Demands {
  private Demands() {}

  /**
   * @param expected empty for any
   * @throws CatalogException.Conflict if what is stored is another resource of that name
   */
  static void uid(Key key, String expected, @Nullable Resource stored) {
    if (stored != null && !expected.isEmpty() && !expected.equals(stored.metadata().uid())) {
      throw new CatalogException.Conflict(
          key + " has uid " + stored.metadata().uid() + ", not " + expected);
    }
  }

  /**
   * @param expected 0 for any
   * @throws CatalogException.Conflict if it has been written since
   */
  static void version(Key key, long expected, @Nullable Resource stored) {
    long version = stored == null ? 0 : stored.metadata().resourceVersion();
    if (expected != 0 && expected != version) {
      throw CatalogException.Conflict.ofVersions(key, expected, version);
    }
  }

  /**
   * @throws CatalogException.Terminating if it would come into a namespace that is being deleted
   */
  static void namespaceStays(Key key, Index index) {
    if (!key.kind().namespaced()) {
      return;
    }
    Document namespace = index.get(Key.of(Kind.NAMESPACE, "", key.namespace()));
    if (namespace != null && namespace.resource().metadata().ties().deletionTimestamp() != null) {
      throw new CatalogException.Terminating(key);
    }
  }

  /**
   * @throws CatalogException.Conflict if it is always there, or a namespace that is not empty
   */
  static void notNeeded(Key key, Index index) {
    boolean fixture =
        switch (key.kind()) {
          case GATEWAY_CLASS -> key.name().equals(StatusWriter.GATEWAY_CLASS);
          case NAMESPACE -> key.name().equals(ServiceName.DEFAULT_NAMESPACE);
          default -> false;
        };
    if (fixture) {
      throw new CatalogException.Conflict(key + " cannot be deleted: it is always there");
    }
    if (key.kind() == Kind.NAMESPACE && index.holdsAny(key.name())) {
      throw new CatalogException.Conflict(
          key + " is not empty: delete what is in it first, so that no service goes by mistake");
    }
  }
}
