package dev.weft.broker.message;

/**
 * What the broker says of a request that it passes on, and what a caller may not say of itself:
 * where it comes from (X-Forwarded-*, Forwarded), what only Weft says (X-Weft-*), and names with an
 * underscore, which some servers take for others.
 */
public final class Forwarding {
  private static final byte[] WEFT = Text.ascii("x-weft-");
  private static final byte[] FORWARDED = Text.ascii("x-forwarded-");
  private static final byte[] VIA = Text.ascii("1.1 weft");

  private Forwarding() {}

  /** Through how many Weft brokers the request has come. */
  public static int hops(Head head) {
    int hops = 0;
    for (int i = head.find(Known.VIA, 0); i >= 0; i = head.find(Known.VIA, i + 1)) {
      byte[] bytes = head.bytes();
      for (int at = head.valueStart(i); at + VIA.length <= head.valueEnd(i); at++) {
        if (Text.equalIgnoringCase(VIA, bytes, at, at + VIA.length)) {
          hops++;
        }
      }
    }
    return hops;
  }

  /**
   * Drops the caller's claims and says what is known instead.
   *
   * @param callerAddress without port
   */
  public static void claim(Head head, String callerAddress) {
    dropClaims(head);
    head.add(Known.X_FORWARDED_FOR, callerAddress);
    head.add(Known.X_FORWARDED_PROTO, head.secure() ? "https" : "http");
    head.add(Known.X_FORWARDED_HOST, head.authorityStart(), head.authorityEnd());
    head.add(Known.VIA, "1.1 weft");
  }

  /** Drops the caller's claims, of a request's head or of its trailers. */
  public static void dropClaims(Head head) {
    byte[] bytes = head.bytes();
    for (int i = 0; i < head.fields(); i++) {
      if (!head.dropped(i) && isClaim(head, bytes, i)) {
        head.drop(i);
      }
    }
  }

  private static boolean isClaim(Head head, byte[] bytes, int field) {
    int start = head.nameStart(field);
    int end = head.nameEnd(field);
    byte first = Text.lower(bytes[start]);
    if (first == 'x' || first == 'f') {
      return Text.startsIgnoringCase(WEFT, bytes, start, end)
          || Text.startsIgnoringCase(FORWARDED, bytes, start, end)
          || head.known(field) == Known.FORWARDED
          || hasUnderscore(bytes, start, end);
    }
    return head.known(field) == null && hasUnderscore(bytes, start, end);
  }

  private static boolean hasUnderscore(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '_') {
        return true;
      }
    }
    return false;
  }
}
