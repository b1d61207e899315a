package dev.weft.broker.message;

/**
 * A loop's heads that are not in use, so that a connection with nothing to do holds none. Belongs
 * to one loop.
 */
public final class HeadPool {
  private static final int KEPT = 256;
  private static final int KEPT_BYTES = 8 * 1024;

  private final Head[] free = new Head[KEPT];
  private int count;
  private final byte[] scratch = new byte[2 * KEPT_BYTES];

  /** An empty head. */
  public Head take() {
    if (count == 0) {
      return new Head();
    }
    Head head = free[--count];
    head.begin();
    return head;
  }

  /** Nobody uses it any more. */
  public void give(Head head) {
    // One that an unusual message has made large is left to the collector.
    if (count < KEPT && head.bytes().length <= KEPT_BYTES) {
      free[count++] = head;
    }
  }

  /** An array of at least so many bytes to write a head into, until the next one is written. */
  public byte[] scratch(int bytes) {
    if (bytes > scratch.length) {
      return new byte[bytes];
    }
    return scratch;
  }
}
