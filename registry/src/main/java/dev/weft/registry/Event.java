package dev.weft.registry;

import dev.weft.model.resource.Resource;

/**
 * One change of the catalog.
 *
 * @param revision of the change; of a watch's initial ADDED events, of the resource's last write
 * @param document as it was left; as it was last, where it is gone
 */
public record Event(Type type, long revision, Document document) {
  /** What happened, in the words of Kubernetes' watches. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** The document with its fields; each call decodes it. */
  public Resource resource() {
    return document.resource();
  }
}
