package dev.weft.broker.http1;

/** Tells a caller's connection that the broker drains: it closes soon, or with its next answer. */
enum Drain {
  NOW
}
