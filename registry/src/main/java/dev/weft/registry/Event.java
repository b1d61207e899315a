package dev.weft.registry;

import dev.weft.model.resource.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One change of the catalog.
 *
 * @param revision of the change; of a watch's initial ADDED events, of the resource's last write
 * @param document as it was left; as it was last, where it is gone
 * @param before as it was until then; null where it was not there, or is gone
 */
public record Event(Type type, long revision, Document document, @Nullable Document before) {
  /** What happened, in the words of Kubernetes' watches. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** One of something that was not there before, or of which that does not matter. */
  public Event(Type type, long revision, Document document) {
    this(type, revision, document, null);
  }

  /** The same for somebody to whom the resource is new. */
  public Event asAdded() {
    return new Event(Type.ADDED, revision, document, null);
  }

  /** The same for somebody to whom the resource is gone, as it was last seen there. */
  public Event asDeleted() {
    Document last = before == null ? document : before;
    return new Event(Type.DELETED, revision, last.deletedAt(revision), null);
  }

  /** In memory, as far as the event keeps it there. */
  int heldBytes() {
    return document.storedBytes() + (before == null ? 0 : before.storedBytes());
  }

  /** The document with its fields; each call decodes it. */
  public Resource resource() {
    return document.resource();
  }
}
