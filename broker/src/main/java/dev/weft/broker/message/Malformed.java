package dev.weft.broker.message;

/**
 * Why a message is refused.
 *
 * @param status what a request gets for it: 400, 405, 414, 431 or 505; without meaning for an
 *     answer
 * @param detail for people: the offence, with the offending value
 */
public record Malformed(int status, String detail) {
  private static final int SHOWN = 80;

  public static Malformed of(String detail) {
    return new Malformed(400, detail);
  }

  /** With a value that came off the wire, shortened. */
  static Malformed of(String detail, byte[] bytes, int start, int end) {
    String shown = Text.of(bytes, start, Math.min(end, start + SHOWN));
    return of(detail + ": '" + shown + (end - start > SHOWN ? "…'" : "'"));
  }
}
