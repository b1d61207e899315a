package dev.weft.broker.path;

/**
 * How an answer that has begun broke off, so that each caller sees it in its protocol's words: an
 * HTTP/1 connection is closed or reset, an HTTP/2 stream reset with the code that fits (RFC 9113,
 * section 7).
 */
public enum Cut {
  /** Less came than was said, or it could not be read on. */
  SHORT,
  /** The routee, or what lies before it, reset it. */
  RESET,
  /** The routee reset it with CANCEL. */
  CANCELLED,
  /** The routee reset it with ENHANCE_YOUR_CALM. */
  OVERRUN,
  /** Its time was over. */
  TIMED_OUT
}
