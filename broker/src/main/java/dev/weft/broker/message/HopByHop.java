package dev.weft.broker.message;

import org.jspecify.annotations.Nullable;

/**
 * Fields that concern one connection only, and so are not passed on in either direction: those of
 * RFC 9110, section 7.6.1, and whatever else Connection names.
 */
public final class HopByHop {
  /** Connection has {@code close}. */
  public static final int CLOSE = 1;

  /** Connection has {@code keep-alive}. */
  public static final int KEEP_ALIVE = 2;

  /** Connection has {@code upgrade}. */
  public static final int UPGRADE = 4;

  private static final byte[] CLOSE_WORD = Text.ascii("close");
  private static final byte[] KEEP_ALIVE_WORD = Text.ascii("keep-alive");
  private static final byte[] UPGRADE_WORD = Text.ascii("upgrade");
  private static final byte[] TRAILERS_WORD = Text.ascii("trailers");

  private static final Known[] ALWAYS = {
    Known.CONNECTION,
    Known.KEEP_ALIVE,
    Known.PROXY_CONNECTION,
    Known.PROXY_AUTHENTICATE,
    Known.PROXY_AUTHORIZATION,
    Known.UPGRADE,
    Known.HTTP2_SETTINGS
  };

  private HopByHop() {}

  /**
   * Drops them. Of TE, {@code trailers} stays: the broker passes trailers on.
   *
   * @return what Connection said: any of {@link #CLOSE}, {@link #KEEP_ALIVE}, {@link #UPGRADE}
   */
  public static int strip(Head head) {
    int said = 0;
    for (int i = head.find(Known.CONNECTION, 0); i >= 0; i = head.find(Known.CONNECTION, i + 1)) {
      said |= readConnection(head, head.valueStart(i), head.valueEnd(i));
    }
    for (Known name : ALWAYS) {
      head.drop(name);
    }
    if (head.has(Known.TE)) {
      keepTrailersOnly(head);
    }
    return said;
  }

  private static int readConnection(Head head, int from, int to) {
    int said = 0;
    int start = from;
    while (start < to) {
      int comma = comma(head.bytes(), start, to);
      int first = skipBlanks(head.bytes(), start, comma);
      int end = trimBlanks(head.bytes(), first, comma);
      if (end > first) {
        said |= readOption(head, first, end);
      }
      start = comma + 1;
    }
    return said;
  }

  private static int readOption(Head head, int start, int end) {
    byte[] bytes = head.bytes();
    if (Text.equalIgnoringCase(KEEP_ALIVE_WORD, bytes, start, end)) {
      return KEEP_ALIVE;
    }
    if (Text.equalIgnoringCase(CLOSE_WORD, bytes, start, end)) {
      return CLOSE;
    }
    if (Text.equalIgnoringCase(UPGRADE_WORD, bytes, start, end)) {
      return UPGRADE;
    }
    for (int i = 0; i < head.fields(); i++) {
      if (!head.dropped(i)
          && !staysAnyway(head.known(i))
          && Text.sameIgnoringCase(bytes, head.nameStart(i), head.nameEnd(i), start, end)) {
        head.drop(i);
      }
    }
    return 0;
  }

  /** Naming these in Connection must not take them away: they frame or route the message. */
  private static boolean staysAnyway(@Nullable Known name) {
    return name == Known.HOST
        || name == Known.CONTENT_LENGTH
        || name == Known.TRANSFER_ENCODING
        || name == Known.VIA
        || name == Known.CONNECTION
        || name == Known.UPGRADE
        || name == Known.TE;
  }

  private static void keepTrailersOnly(Head head) {
    boolean trailers = false;
    for (int i = head.find(Known.TE, 0); i >= 0; i = head.find(Known.TE, i + 1)) {
      int start = head.valueStart(i);
      int to = head.valueEnd(i);
      while (start < to) {
        int comma = comma(head.bytes(), start, to);
        int first = skipBlanks(head.bytes(), start, comma);
        int end = trimBlanks(head.bytes(), first, comma);
        trailers |= Text.equalIgnoringCase(TRAILERS_WORD, head.bytes(), first, end);
        start = comma + 1;
      }
    }
    head.drop(Known.TE);
    if (trailers) {
      head.add(Known.TE, "trailers");
    }
  }

  private static int comma(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ',') {
      at++;
    }
    return at;
  }

  private static int skipBlanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static int trimBlanks(byte[] bytes, int from, int to) {
    int at = to;
    while (at > from && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')) {
      at--;
    }
    return at;
  }
}
