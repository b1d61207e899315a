package dev.weft.agent;

import dev.weft.model.mesh.MeshView;
import dev.weft.model.mesh.Snapshot;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The registry's documents as this agent knows them, and the mesh that they make. One thread
 * changes it; {@link #copy} may be called by any.
 */
final class MirroredMesh {
  private static final System.Logger LOG = System.getLogger(MirroredMesh.class.getName());

  /** Which document. */
  record Key(Kind kind, String namespace, String name) {}

  /**
   * A state to keep.
   *
   * @param registry the identity of the registry that it is of; empty before one was heard of
   * @param documents as JSON
   */
  record State(String registry, long revision, List<byte[]> documents) {}

  private final MeshView view = new MeshView();
  private final Map<Key, byte[]> documents = new HashMap<>();
  private String registry = "";
  private long revision;

  /** The identity of the registry that this is of; empty before one was heard of. */
  String registry() {
    return registry;
  }

  /** 0 before a registry was heard of. */
  long revision() {
    return revision;
  }

  /**
   * Becomes what a registry has listed. What is the same stays untouched, so that readers recompile
   * only what differs.
   */
  synchronized void become(String newRegistry, long newRevision, Map<Key, byte[]> listed) {
    for (Key key : List.copyOf(documents.keySet())) {
      if (!listed.containsKey(key)) {
        remove(key);
      }
    }
    listed.forEach(this::put);
    registry = newRegistry;
    revision = newRevision;
  }

  /** Takes one change; returns whether anything is another now. */
  synchronized boolean apply(WatchEvent event) {
    revision = Math.max(revision, event.revision());
    return switch (event) {
      case WatchEvent.Stored stored -> put(stored.key(), stored.document());
      case WatchEvent.Deleted deleted -> remove(deleted.key());
      case WatchEvent.Passed _ -> false;
    };
  }

  private boolean put(Key key, byte[] document) {
    if (Arrays.equals(document, documents.put(key, document))) {
      return false;
    }
    try {
      view.put(Resource.fromTree(key.kind(), RegistryCalls.tree(document), key.namespace()));
    } catch (InvalidResourceException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "left out of the mesh, as this version's rules refuse it: " + e.getMessage());
      view.remove(key.kind(), key.namespace(), key.name());
    }
    return true;
  }

  private boolean remove(Key key) {
    if (documents.remove(key) == null) {
      return false;
    }
    view.remove(key.kind(), key.namespace(), key.name());
    return true;
  }

  Snapshot snapshot() {
    return view.snapshot(revision);
  }

  synchronized State copy() {
    return new State(registry, revision, new ArrayList<>(documents.values()));
  }
}
