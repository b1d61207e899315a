package dev.weft.broker.path;

/** Tells a caller's connection that the broker drains: it closes soon, or with its next answer. */
public enum Drain {
  NOW
}
