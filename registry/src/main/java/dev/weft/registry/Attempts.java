package dev.weft.registry;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import dev.weft.registry.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a write: it compares with what was read and puts, and the index has come to the
 * outcome when it returns. What to write, and what to do if another was faster, is the {@link
 * Catalog}'s to say. Safe for use by any thread; throws {@link StoreException} if the store cannot
 * write.
 */
final class Attempts {
  private final Store store;
  private final StoreFollower follower;
  private final FreshWrites freshWrites;
  private final boolean dryRun;

  /**
   * @param dryRun whether it only says what it would leave behind and writes nothing
   */
  Attempts(Catalog.Parts parts, boolean dryRun) {
    this.store = parts.store();
    this.follower = parts.follower();
    this.freshWrites = parts.freshWrites();
    this.dryRun = dryRun;
  }

  /**
   * The bytes for {@link #put}.
   *
   * @throws InvalidResourceException if they are too many
   */
  static byte[] encode(Key key, Resource next) {
    byte[] bytes = Documents.encode(next);
    Admission.checkSize(bytes.length, key);
    return bytes;
  }

  /** At which a resource was read from the index. */
  static long version(Resource stored) {
    return stored.metadata().resourceVersion();
  }

  /**
   * Writes if nobody was faster; null if somebody was, and the index knows of it by now.
   *
   * @param stored null where none may be there
   */
  @Nullable Resource put(Key key, Resource next, byte[] bytes, @Nullable Resource stored) {
    long expected = stored == null ? Store.ABSENT : version(stored);
    if (dryRun) {
      return Documents.withRevision(next, expected);
    }
    String storedKey = key.stored();
    freshWrites.begin(storedKey, bytes, next);
    try {
      return outcome(store.put(storedKey, bytes, expected), next);
    } finally {
      freshWrites.end(storedKey, bytes);
    }
  }

  /** Removes it if nobody was faster; null if somebody was, and the index knows of it by now. */
  @Nullable Resource remove(Key key, Resource stored) {
    if (dryRun) {
      return stored;
    }
    return outcome(store.delete(key.stored(), version(stored)), stored);
  }

  private @Nullable Resource outcome(Store.Outcome outcome, Resource resource) {
    return switch (outcome) {
      case Store.Outcome.Done done -> {
        follower.catchUp(done.revision());
        yield Documents.withRevision(resource, done.revision());
      }
      case Store.Outcome.Mismatch mismatch -> {
        follower.catchUp(mismatch.revision());
        yield null;
      }
    };
  }
}
