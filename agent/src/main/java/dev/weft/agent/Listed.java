package dev.weft.agent;

import dev.weft.model.mesh.MeshView;
import dev.weft.model.resource.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * All documents of the mesh, listed kind by kind. Writes go on meanwhile, so that each kind is of
 * another revision: the watch has to be followed from the earliest to the latest of them before the
 * whole is of one moment. Belongs to one thread.
 */
final class Listed {
  private final Map<MirroredMesh.Key, byte[]> documents = new HashMap<>();
  private final String registry;
  private long earliest = Long.MAX_VALUE;
  private long latest;
  private long reached;

  private Listed(String registry) {
    this.registry = registry;
  }

  /**
   * Lists.
   *
   * @param registry its identity
   */
  static Listed of(String registry, RegistryCalls calls) throws IOException {
    var listed = new Listed(registry);
    for (Kind kind : Kind.values()) {
      if (MeshView.covers(kind)) {
        listed.list(kind, calls);
      }
    }
    listed.reached = listed.earliest;
    return listed;
  }

  private void list(Kind kind, RegistryCalls calls) throws IOException {
    String root = kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/";
    long revision =
        calls.list(
            root + kind.version() + "/" + kind.plural(),
            item ->
                documents.put(
                    WatchEvent.key(kind, WatchEvent.metadata(item)),
                    WatchEvent.document(kind, item)));
    earliest = Math.min(earliest, revision);
    latest = Math.max(latest, revision);
  }

  /** Where the watch has to go on from. */
  long reached() {
    return reached;
  }

  /** Whether all that is known is of one moment. */
  boolean complete() {
    return reached >= latest;
  }

  void apply(WatchEvent event) {
    switch (event) {
      case WatchEvent.Stored stored -> documents.put(stored.key(), stored.document());
      case WatchEvent.Deleted deleted -> documents.remove(deleted.key());
      case WatchEvent.Passed _ -> {}
    }
    reached = Math.max(reached, event.revision());
  }

  void handTo(MirroredMesh mesh) {
    mesh.become(registry, reached, documents);
  }
}
