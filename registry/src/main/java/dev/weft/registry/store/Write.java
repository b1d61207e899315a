package dev.weft.registry.store;

import dev.weft.registry.store.Store.Outcome;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write that waits for its turn, and for its outcome. */
final class Write extends CompletableFuture<Outcome> {
  private final String key;
  private final byte @Nullable [] value;
  private final long expected;

  /**
   * @param value null to remove the key
   */
  Write(String key, byte @Nullable [] value, long expected) {
    this.key = key;
    this.value = value;
    this.expected = expected;
  }

  String key() {
    return key;
  }

  /** For batches that do not get too large. */
  int size() {
    return key.length() + (value == null ? 0 : value.length);
  }

  /**
   * What becomes of it.
   *
   * @param modRevision of the key's last write, {@link Store#ABSENT} if it is not there
   * @return null if it does not meet with what it expects
   */
  @Nullable StoreChange changeOf(long modRevision, long nextRevision) {
    if (expected != Store.ANY && expected != modRevision) {
      return null;
    }
    if (value != null) {
      return new StoreChange.Put(new Store.Entry(key, value, nextRevision));
    }
    return modRevision == Store.ABSENT ? null : new StoreChange.Delete(key, nextRevision);
  }
}
