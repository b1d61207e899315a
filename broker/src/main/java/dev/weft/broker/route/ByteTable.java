package dev.weft.broker.route;

import dev.weft.broker.message.Text;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by short texts, found by a range of bytes without making a string of it. Never changed.
 */
final class ByteTable<V> {
  private final byte[][] keys;
  private final int[] hashes;
  private final Object[] values;
  private final int mask;

  ByteTable(Map<String, V> entries) {
    int size = Integer.highestOneBit(Math.max(1, entries.size()) * 4);
    mask = size - 1;
    keys = new byte[size][];
    hashes = new int[size];
    values = new Object[size];
    entries.forEach(this::put);
  }

  private void put(String key, V value) {
    byte[] bytes = Text.ascii(key);
    int hash = 0;
    for (byte b : bytes) {
      hash = step(hash, b);
    }
    int at = spread(hash) & mask;
    while (values[at] != null) {
      at = (at + 1) & mask;
    }
    keys[at] = bytes;
    hashes[at] = hash;
    values[at] = value;
  }

  /** The hash of what has been seen so far and one byte more; 0 to begin with. */
  static int step(int hash, byte b) {
    return hash * 31 + b;
  }

  /**
   * Finds a value.
   *
   * @param hash of the range, by {@link #step} from its first byte to its last
   */
  @SuppressWarnings("unchecked")
  @Nullable V find(int hash, byte[] bytes, int start, int end) {
    for (int at = spread(hash) & mask; values[at] != null; at = (at + 1) & mask) {
      if (hashes[at] == hash && Text.equal(keys[at], bytes, start, end)) {
        return (V) values[at];
      }
    }
    return null;
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 15);
  }
}
