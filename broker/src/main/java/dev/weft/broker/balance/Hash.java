package dev.weft.broker.balance;

/**
 * Hashes that all brokers agree on: FNV-1a over the bytes, then a finishing step (David Stafford's
 * 13th variant of MurmurHash3's) that makes every bit depend on all. They are no secret, so callers
 * can choose what they hash to.
 */
final class Hash {
  private static final long FNV_START = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Hash() {}

  /** Of a range of bytes; never 0, which means no key. */
  static long of(byte[] bytes, int start, int end) {
    long hash = FNV_START;
    for (int i = start; i < end; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return some(mix(hash));
  }

  /** Of a text, by the lower eight bits of each character; never 0. */
  static long of(CharSequence text) {
    long hash = FNV_START;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ (text.charAt(i) & 0xff)) * FNV_PRIME;
    }
    return some(mix(hash));
  }

  /** Another hash of the same key. */
  static long again(long hash, long times) {
    return mix(hash + times * 0x9e3779b97f4a7c15L);
  }

  private static long mix(long hash) {
    long mixed = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static long some(long hash) {
    return hash == 0 ? 1 : hash;
  }
}
