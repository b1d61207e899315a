package dev.weft.control.http;

/** A request that is refused before any handler sees it. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  BadRequest(int code, String why) {
    super(why, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
