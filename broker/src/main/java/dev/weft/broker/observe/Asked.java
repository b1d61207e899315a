package dev.weft.broker.observe;

import dev.weft.broker.message.Head;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request's head its method, authority and target stand as they came: a route may put
 * others in their place, and leaves these bytes where they are. All are empty for TCP.
 *
 * @param pathEnd where the query begins
 * @param targetEnd where the query ends
 * @param secure whether the caller's connection is encrypted
 */
public record Asked(
    int methodStart,
    int methodEnd,
    int authorityStart,
    int authorityEnd,
    int pathStart,
    int pathEnd,
    int targetEnd,
    boolean secure) {
  private static final Asked NOTHING = new Asked(0, 0, 0, 0, 0, 0, 0, false);

  static Asked in(@Nullable Head head) {
    if (head == null) {
      return NOTHING;
    }
    byte[] bytes = head.bytes();
    int query = head.pathStart();
    while (query < head.pathEnd() && bytes[query] != '?') {
      query++;
    }
    return new Asked(
        head.methodStart(),
        head.methodEnd(),
        head.authorityStart(),
        head.authorityEnd(),
        head.pathStart(),
        query,
        head.pathEnd(),
        head.secure());
  }

  /** The query's length with its question mark; 0 for none. */
  public int queryBytes() {
    return targetEnd - pathEnd;
  }
}
