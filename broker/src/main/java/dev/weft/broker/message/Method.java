package dev.weft.broker.message;

/** Request methods that the broker knows something about (RFC 9110, section 9). */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never written
public enum Method {
  GET(true),
  HEAD(true),
  POST(false),
  PUT(true),
  DELETE(true),
  OPTIONS(true),
  PATCH(false),
  CONNECT(false),
  TRACE(true),
  /** Any other; passed on as it is written. */
  OTHER(false);

  private final boolean idempotent;
  private final byte[] word;

  Method(boolean idempotent) {
    this.idempotent = idempotent;
    word = Text.ascii(name());
  }

  /** Whether a call may be made again after a routee has seen it (RFC 9110, section 9.2.2). */
  public boolean idempotent() {
    return idempotent;
  }

  /** The method written in these bytes; methods are case-sensitive. */
  public static Method of(byte[] bytes, int start, int end) {
    Method method =
        switch (end - start) {
          case 3 -> bytes[start] == 'G' ? GET : PUT;
          case 4 -> bytes[start] == 'P' ? POST : HEAD;
          case 5 -> bytes[start] == 'P' ? PATCH : TRACE;
          case 6 -> DELETE;
          case 7 -> bytes[start] == 'O' ? OPTIONS : CONNECT;
          default -> OTHER;
        };
    return method != OTHER && Text.equal(method.word, bytes, start, end) ? method : OTHER;
  }
}
