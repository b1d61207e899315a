package dev.weft.registry;

import dev.weft.model.resource.Resource;
import dev.weft.registry.store.Store;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What this process is writing, with its fields at hand: when a write comes back through the
 * store's watch as the very bytes that were put, nobody needs to decode them. Only a shortcut: what
 * is not found here is decoded.
 *
 * <p>Safe for use by any thread.
 */
@SuppressWarnings("ReferenceEquality") // the same bytes, not equal ones
final class FreshWrites {
  @SuppressWarnings("ArrayRecordComponent") // compared by identity alone
  private record Fresh(byte[] value, Resource resource) {}

  private final ConcurrentMap<String, Fresh> byKey = new ConcurrentHashMap<>();

  void begin(String key, byte[] value, Resource resource) {
    byKey.put(key, new Fresh(value, resource));
  }

  void end(String key, byte[] value) {
    Fresh known = byKey.get(key);
    if (known != null && known.value == value) {
      byKey.remove(key, known);
    }
  }

  /** Null if these are not the bytes of a write that is under way here. */
  @Nullable Resource find(Store.Entry entry) {
    Fresh known = byKey.get(entry.key());
    return known != null && known.value == entry.value() ? known.resource : null;
  }
}
