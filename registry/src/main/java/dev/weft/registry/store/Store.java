package dev.weft.registry.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values under one revision, which grows by one with each write and never goes back.
 *
 * <p>Safe for use by any thread. Every method throws {@link StoreException} if the store cannot be
 * read or written, or is closed.
 */
public interface Store extends AutoCloseable {
  /** As an expected revision: write whatever is there. */
  long ANY = -1;

  /** As an expected revision: write only if the key is not there. */
  long ABSENT = 0;

  /** The revision of the last write; 0 before the first. */
  long revision();

  /** What stands under a key, or null. */
  @Nullable Entry get(String key);

  /** Everything whose key starts with a prefix, by key, at one revision. */
  Range list(String prefix);

  /**
   * Writes a value if the key's last write is the expected one. When this returns {@link
   * Outcome.Done} the write is on the disk.
   *
   * @param expectedModRevision of the key's last write, {@link #ABSENT} or {@link #ANY}
   */
  Outcome put(String key, byte[] value, long expectedModRevision);

  /**
   * Queues a {@link #put} and returns at once.
   *
   * @return completed on the store's thread, where what depends on it must not block; with a {@link
   *     StoreException} if the write failed
   */
  CompletableFuture<Outcome> putAsync(String key, byte[] value, long expectedModRevision);

  /**
   * Removes a key under the same condition; a key that is not there is a {@link Outcome.Mismatch}
   * whatever was expected.
   */
  Outcome delete(String key, long expectedModRevision);

  /** Queues a {@link #delete} and returns at once, as {@link #putAsync} does. */
  CompletableFuture<Outcome> deleteAsync(String key, long expectedModRevision);

  /**
   * Every change under a prefix after a revision, in order, without a gap.
   *
   * @throws CompactedException if those changes are no longer known, or if the revision lies ahead
   *     of the store's
   */
  StoreWatch watch(String prefix, long afterRevision);

  @Override
  void close();

  /**
   * A value with the revision of its last write.
   *
   * @param value not to be changed by whoever gets it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; copying each value would buy nothing
  record Entry(String key, byte[] value, long modRevision) {}

  /** Entries as they were at a revision. */
  record Range(long revision, List<Entry> entries) {
    public Range {
      entries = List.copyOf(entries);
    }
  }

  /** What became of a conditional write. */
  sealed interface Outcome {
    /** It is durable, under this revision. */
    record Done(long revision) implements Outcome {}

    /**
     * Nothing was written.
     *
     * @param modRevision of the key's last write; {@link #ABSENT} if the key is not there
     * @param revision of the store when it compared
     */
    record Mismatch(long modRevision, long revision) implements Outcome {}
  }
}
