package dev.weft.broker.message;

import org.jspecify.annotations.Nullable;

/**
 * A path in the one form in which it is matched, authorised and forwarded (RFC 3986, section
 * 6.2.2):
 *
 * <ul>
 *   <li>dot segments are resolved, also those written {@code %2e}; none leads above the root;
 *   <li>{@code //} is one slash: routees that merge them would see another path than rules did;
 *   <li>percent-encoded letters, digits and {@code - . _ ~} are written plainly, everything else
 *       stays as it came, so {@code %252e} is nothing special;
 *   <li>{@code %2f}, {@code %5c}, {@code \} and {@code %00} are refused: servers disagree on what
 *       they mean;
 *   <li>a fragment is dropped. The query stays as it is.
 * </ul>
 */
public final class Path {
  private static final boolean[] PLAIN = plain();

  private Path() {}

  /**
   * Sets the head's path from one that begins with a slash; copies it only where it has to change.
   *
   * @return why it is refused; null if it is not
   */
  public static @Nullable Malformed set(Head head, int start, int end) {
    byte[] bytes = head.bytes();
    boolean changes = false;
    int at = start;
    while (at < end && bytes[at] != '?' && bytes[at] != '#') {
      byte b = bytes[at];
      if (!PLAIN[b & 0xff]) {
        if (b == '/') {
          changes |= at + 1 < end && (bytes[at + 1] == '/' || bytes[at + 1] == '.');
        } else if (b == '%') {
          changes = true;
        } else {
          return b == '\\'
              ? Malformed.of("a backslash in the path", bytes, start, end)
              : Malformed.of("a control character or space in the target");
        }
      }
      at++;
    }
    int query = at;
    while (at < end && bytes[at] != '#') {
      if (bytes[at] == ' ' || bytes[at] == 0x7f || (bytes[at] >= 0 && bytes[at] < ' ')) {
        return Malformed.of("a control character or space in the target");
      }
      at++;
    }
    if (changes) {
      return normalise(head, start, query, at);
    }
    head.path(start, at);
    return null;
  }

  private static @Nullable Malformed normalise(Head head, int start, int query, int end) {
    byte[] bytes = head.room(end - start + 1);
    int from = head.size();
    int to = from;
    for (int i = start; i < query; i++) {
      byte b = bytes[i];
      if (b == '%') {
        int octet = octet(bytes, i, query);
        if (octet <= 0 || octet == '/' || octet == '\\') {
          String what =
              octet < 0
                  ? "a % without two hexadecimal digits in the path"
                  : "an encoded slash, backslash or NUL in the path";
          return Malformed.of(what, bytes, i, Math.min(query, i + 3));
        }
        if (isUnreserved((byte) octet)) {
          b = (byte) octet;
          i += 2;
        }
      }
      bytes[to++] = b;
    }
    to = resolveSegments(bytes, from, to);
    System.arraycopy(bytes, query, bytes, to, end - query);
    to += end - query;
    head.filled(to - from);
    head.path(from, to);
    return null;
  }

  /** In place; returns where the path ends then. */
  private static int resolveSegments(byte[] bytes, int from, int to) {
    int out = from;
    int slash = from;
    while (slash < to) {
      int end = slash + 1;
      while (end < to && bytes[end] != '/') {
        end++;
      }
      int length = end - slash - 1;
      boolean dot = length == 1 && bytes[slash + 1] == '.';
      boolean dots = length == 2 && bytes[slash + 1] == '.' && bytes[slash + 2] == '.';
      if (dots) {
        while (out > from && bytes[--out] != '/') {
          // back over one segment
        }
      }
      if (length > 0 && !dot && !dots) {
        System.arraycopy(bytes, slash, bytes, out, end - slash);
        out += end - slash;
      } else if (end == to) {
        bytes[out++] = '/';
      }
      slash = end;
    }
    return out;
  }

  private static int octet(byte[] bytes, int percent, int end) {
    if (percent + 2 >= end) {
      return -1;
    }
    int high = Target.hex(bytes[percent + 1]);
    int low = Target.hex(bytes[percent + 2]);
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  private static boolean isUnreserved(byte b) {
    byte letter = (byte) (b | 0x20);
    return (letter >= 'a' && letter <= 'z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  private static boolean[] plain() {
    var table = new boolean[256];
    for (int c = '!'; c < 256; c++) {
      table[c] = c != 0x7f && c != '/' && c != '%' && c != '\\' && c != '?' && c != '#';
    }
    return table;
  }
}
