package dev.weft.broker.http1;

/** How the body of a message that goes out is delimited. */
enum OutgoingFraming {
  /** There is none. */
  NONE,
  LENGTH,
  CHUNKED,
  /** By closing: only to callers that speak HTTP/1.0. */
  UNTIL_CLOSE
}
