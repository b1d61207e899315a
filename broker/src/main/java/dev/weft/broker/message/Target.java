package dev.weft.broker.message;

import org.jspecify.annotations.Nullable;

/**
 * Whom an HTTP/1 request is for and what it asks of them (RFC 9112, sections 3.2 and 3.3): from the
 * four forms of a target and Host to an authority and a path in origin form.
 */
public final class Target {
  private static final byte[] HTTP = Text.ascii("http://");
  private static final byte[] LOCALHOST = Text.ascii("localhost");
  private static final int LONGEST_HOST = 255;
  private static final int MOST_PORT_DIGITS = 5;
  private static final int LAST_PORT = 65_535;

  private Target() {}

  /**
   * Sets the head's authority and path from its target, which stands where its path will, and from
   * Host, which is dropped.
   *
   * @param needsHost whether Host must be there: since HTTP/1.1
   * @return why it is refused; null if it is not
   */
  public static @Nullable Malformed resolve(Head head, boolean needsHost) {
    int start = head.pathStart();
    int end = head.pathEnd();
    byte[] bytes = head.bytes();
    @Nullable Malformed wrong = host(head, needsHost);
    if (wrong == null) {
      wrong = method(head, start, end);
    }
    if (wrong != null) {
      return wrong;
    }
    if (bytes[start] == '/') {
      wrong = head.authorityEnd() == 0 ? Malformed.of("Host is missing") : null;
      return wrong == null ? Path.set(head, start, end) : wrong;
    }
    if (end - start == 1 && bytes[start] == '*' && head.method() == Method.OPTIONS) {
      return head.authorityEnd() == 0 ? Malformed.of("Host is missing") : null;
    }
    if (!Text.startsIgnoringCase(HTTP, bytes, start, end)) {
      return Malformed.of("the target begins neither with / nor with http://", bytes, start, end);
    }
    return absolute(head, start + HTTP.length, end);
  }

  private static @Nullable Malformed host(Head head, boolean needed) {
    int host = head.find(Known.HOST, 0);
    if (host < 0) {
      return needed ? Malformed.of("Host is missing") : null;
    }
    if (head.find(Known.HOST, host + 1) >= 0) {
      return Malformed.of("more than one Host");
    }
    int start = head.valueStart(host);
    int end = head.valueEnd(host);
    if (!isAuthority(head.bytes(), start, end)) {
      return Malformed.of("Host is not a host and port", head.bytes(), start, end);
    }
    head.authority(start, end);
    head.drop(host);
    return null;
  }

  private static @Nullable Malformed method(Head head, int start, int end) {
    if (head.method() == Method.CONNECT) {
      byte[] bytes = head.bytes();
      boolean hostAndPort =
          isAuthority(bytes, start, end) && bytes[end - 1] != ']' && hasColon(bytes, start, end);
      return hostAndPort
          ? new Malformed(405, "CONNECT is not allowed")
          : Malformed.of("CONNECT wants a host and a port", bytes, start, end);
    }
    return head.method() == Method.TRACE ? new Malformed(405, "TRACE is not allowed") : null;
  }

  private static @Nullable Malformed absolute(Head head, int start, int end) {
    byte[] bytes = head.bytes();
    int rest = start;
    while (rest < end && bytes[rest] != '/' && bytes[rest] != '?' && bytes[rest] != '#') {
      rest++;
    }
    if (!isAuthority(bytes, start, rest)) {
      return Malformed.of("the target names no host and port", bytes, start, rest);
    }
    if (head.authorityEnd() > 0 && !sameAuthority(head, start, rest)) {
      return Malformed.of(
          "the target names '" + Text.of(bytes, start, rest) + "', Host another",
          bytes,
          head.authorityStart(),
          head.authorityEnd());
    }
    head.authority(start, rest);
    head.proxied(true);
    if (rest < end && bytes[rest] == '/') {
      return Path.set(head, rest, end);
    }
    // No path: the server itself for OPTIONS (RFC 9112, section 3.2.4), its root otherwise.
    boolean server = head.method() == Method.OPTIONS && rest == end;
    int from = head.append(server ? "*" : "/");
    System.arraycopy(head.room(end - rest), rest, head.bytes(), from + 1, end - rest);
    head.filled(end - rest);
    if (server) {
      head.path(from, from + 1);
      return null;
    }
    return Path.set(head, from, head.size());
  }

  private static boolean sameAuthority(Head head, int start, int end) {
    byte[] bytes = head.bytes();
    return Text.sameIgnoringCase(
        bytes,
        start,
        withoutHttpPort(bytes, start, end),
        head.authorityStart(),
        withoutHttpPort(bytes, head.authorityStart(), head.authorityEnd()));
  }

  private static int withoutHttpPort(byte[] bytes, int start, int end) {
    boolean port80 =
        end - start > 3 && bytes[end - 1] == '0' && bytes[end - 2] == '8' && bytes[end - 3] == ':';
    return port80 ? end - 3 : end;
  }

  /** Whether it is a host and perhaps a port, without user information. */
  public static boolean isAuthority(byte[] bytes, int start, int end) {
    int at = start;
    if (at < end && bytes[at] == '[') {
      do {
        at++;
      } while (at < end && (hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.'));
      if (at - start < 3 || at - start > 46 || at == end || bytes[at] != ']') {
        return false;
      }
      at++;
    } else {
      while (at < end && inHost(bytes[at])) {
        at++;
      }
      if (at == start || at - start > LONGEST_HOST) {
        return false;
      }
    }
    return at == end || (bytes[at] == ':' && isPort(bytes, at + 1, end));
  }

  /** Whether a numeric address is this machine's own. */
  public static boolean isLoopback(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.startsWith("0:0:0:0:0:0:0:1");
  }

  /** Whether a head's authority is an IP address or this host's own name, rather than a name. */
  public static boolean isAddress(Head head) {
    byte[] bytes = head.bytes();
    int start = head.authorityStart();
    int end = start;
    boolean numeric = true;
    while (end < head.authorityEnd() && bytes[end] != ':') {
      numeric &= bytes[end] == '.' || (bytes[end] >= '0' && bytes[end] <= '9');
      end++;
    }
    return numeric || bytes[start] == '[' || Text.equalIgnoringCase(LOCALHOST, bytes, start, end);
  }

  private static boolean isPort(byte[] bytes, int start, int end) {
    int port = 0;
    for (int i = start; i < end; i++) {
      if (bytes[i] < '0' || bytes[i] > '9' || i - start >= MOST_PORT_DIGITS) {
        return false;
      }
      port = port * 10 + bytes[i] - '0';
    }
    return end > start && port <= LAST_PORT;
  }

  private static boolean inHost(byte b) {
    byte letter = (byte) (b | 0x20);
    return (letter >= 'a' && letter <= 'z')
        || (b >= '0' && b <= '9')
        || b == '.'
        || b == '-'
        || b == '_'
        || b == '~';
  }

  private static boolean hasColon(byte[] bytes, int start, int end) {
    for (int i = end - 1; i > start && bytes[i] != ']'; i--) {
      if (bytes[i] == ':') {
        return true;
      }
    }
    return false;
  }

  /** The value of a hexadecimal digit; −1 for anything else. */
  static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    byte letter = (byte) (b | 0x20);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}
