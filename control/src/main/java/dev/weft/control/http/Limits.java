package dev.weft.control.http;

import java.time.Duration;

/** What a client may send and how long it may take. Sizes in bytes. */
final class Limits {
  /** The request line; RFC 9112 recommends to take 8,000. */
  static final int LINE = 16 * 1024;

  static final int HEADERS = 60 * 1024;
  static final int HEADER_COUNT = 100;
  static final int CHUNK = 16 * 1024;

  /** Far above any sensible resource, far below what hurts. */
  static final int BODY = 1 << 20;

  /** All bodies together that are being received or worked on. */
  static final long ALL_BODIES = 32L << 20;

  /** Beyond these, connecting waits until one closes. */
  static final int CONNECTIONS = 16_384;

  /** Bytes that wait for a client to read them before its answer stops being made. */
  static final int OUTBOUND_HIGH = 64 * 1024;

  static final int OUTBOUND_LOW = 32 * 1024;

  /** From the first byte of a head to its last. */
  static final long HEAD_NANOS = Duration.ofSeconds(10).toNanos();

  /** Between two pieces of a body. */
  static final long BODY_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  /** For all of a body, so that one byte a while does not do. */
  static final long BODY_NANOS = Duration.ofSeconds(60).toNanos();

  /** For a client to read what fills its connection. */
  static final long STALL_NANOS = Duration.ofSeconds(30).toNanos();

  /** For a refused client to read why before its connection is closed under it. */
  static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

  /** Between requests; longer than clients keep theirs, so that it is they who close. */
  static final long IDLE_NANOS = Duration.ofMinutes(5).toNanos();

  private Limits() {}
}
