package dev.weft.registry;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * A resource as the bytes in which it is stored; its fields are read only when somebody asks.
 * Immutable. It costs little beside the store's own entry, which it shares.
 */
public final class Document {
  private final Kind kind;
  private final Store.Entry entry;
  private final long revision;
  private final @Nullable Resource decoded;

  private Document(Kind kind, Store.Entry entry, long revision, @Nullable Resource decoded) {
    this.kind = kind;
    this.entry = entry;
    this.revision = revision;
    this.decoded = decoded;
  }

  static Document of(Kind kind, Store.Entry entry) {
    return new Document(kind, entry, entry.modRevision(), null);
  }

  static Document of(Resource resource) {
    return written(resource, Documents.encode(resource));
  }

  /**
   * A resource with its fields at hand and the bytes that were written of it; for passing on.
   *
   * @param resource at the revision of that write; at none if it was not really written
   */
  static Document written(Resource resource, byte[] bytes) {
    long revision = resource.metadata().resourceVersion();
    var entry = new Store.Entry(Key.of(resource).stored(), bytes, revision);
    return new Document(resource.kind(), entry, revision, resource);
  }

  /** The same as it was last, under the revision at which it was deleted. */
  Document deletedAt(long deletion) {
    return new Document(kind, entry, deletion, null);
  }

  /** The same with its fields at hand; for passing on, not for keeping: trees are large. */
  Document decoded(Resource resource) {
    return new Document(kind, entry, revision, Documents.withRevision(resource, revision));
  }

  public Kind kind() {
    return kind;
  }

  /** Empty for kinds that live in none. */
  public String namespace() {
    return key().namespace();
  }

  public String name() {
    return key().name();
  }

  /** The {@code resourceVersion}: of its last write, or of its deletion. */
  public long revision() {
    return revision;
  }

  /**
   * The complete document with its {@code resourceVersion}, if it has one, as JSON in UTF-8 without
   * line breaks. Made anew by each call, by copying: whoever sends one document to many keeps the
   * bytes.
   */
  public byte[] json() {
    return Documents.json(kind, entry, revision);
  }

  /**
   * The document with its fields. Mostly each call decodes it.
   *
   * @throws InvalidResourceException if another version of Weft stored what this one cannot read
   */
  public Resource resource() {
    return decoded != null ? decoded : Documents.decode(key(), entry.value(), revision);
  }

  Key key() {
    return Key.of(kind, entry.key());
  }

  String storedKey() {
    return entry.key();
  }

  /** In the store, without the revision. */
  int storedBytes() {
    return entry.value().length;
  }

  @Override
  public String toString() {
    return key() + " at " + revision;
  }
}
