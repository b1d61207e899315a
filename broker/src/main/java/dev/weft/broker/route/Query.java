package dev.weft.broker.route;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Looks into the query of a request's target. */
final class Query {
  private Query() {}

  /** Where a path ends and its query, if there is one, begins. */
  static int pathEnd(Head head) {
    byte[] bytes = head.bytes();
    int at = head.pathStart();
    while (at < head.pathEnd() && bytes[at] != '?') {
      at++;
    }
    return at;
  }

  /** Whether the first parameter of that name has a value that fits. */
  static boolean fits(Head head, String name, ValueTest test) {
    int end = head.pathEnd();
    byte[] bytes = head.bytes();
    int start = pathEnd(head) + 1;
    while (start < end) {
      int next = start;
      int equals = -1;
      while (next < end && bytes[next] != '&') {
        if (bytes[next] == '=' && equals < 0) {
          equals = next;
        }
        next++;
      }
      int nameEnd = equals < 0 ? next : equals;
      if (decoded(bytes, start, nameEnd).equals(name)) {
        return test.fits(equals < 0 ? "" : decoded(bytes, equals + 1, next));
      }
      start = next + 1;
    }
    return false;
  }

  private static String decoded(byte[] bytes, int start, int end) {
    String raw = Text.of(bytes, start, end);
    if (raw.indexOf('%') < 0 && raw.indexOf('+') < 0) {
      return raw;
    }
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw; // no encoding after all
    }
  }
}
