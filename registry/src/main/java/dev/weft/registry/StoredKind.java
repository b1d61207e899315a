package dev.weft.registry;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.registry.store.Store;
import org.jspecify.annotations.Nullable;

/** Tells what this version can read from what stays in the store unread. */
final class StoredKind {
  private static final System.Logger LOG = System.getLogger(StoredKind.class.getName());

  private StoredKind() {}

  /** Null for what this version cannot read, such as a newer one's kinds. */
  static @Nullable Kind of(Store.Entry entry) {
    return of(entry, null);
  }

  /**
   * The same, where many are asked for in order.
   *
   * @param before of the entry before, which is mostly this one's too
   */
  static @Nullable Kind of(Store.Entry entry, @Nullable Kind before) {
    Kind kind =
        before != null && entry.key().startsWith(Key.within(before, null))
            ? before
            : Key.kindOf(entry.key());
    if (kind == null) {
      LOG.log(System.Logger.Level.WARNING, "ignoring " + entry.key() + ": of no known kind");
      return null;
    }
    try {
      if (!Documents.isAsWritten(kind, entry.value())) {
        Documents.decode(Key.of(kind, entry.key()), entry.value(), entry.modRevision());
      }
      return kind;
    } catch (InvalidResourceException e) {
      LOG.log(System.Logger.Level.ERROR, "ignoring " + entry.key() + ": " + e.getMessage());
      return null;
    }
  }
}
