package dev.weft.control.http;

/** Since when a connection waits for its client. Belongs to the connection's loop. */
final class Patience {
  private static final long NEVER = Long.MIN_VALUE;

  private long activeNanos; // the last request or piece of a body
  private long sinceNanos = NEVER; // a request or the end has begun
  private long blockedNanos = NEVER; // more waits for the client than it may

  Patience(long nowNanos) {
    activeNanos = nowNanos;
  }

  /** Between requests. */
  void idle(long nowNanos) {
    activeNanos = nowNanos;
    sinceNanos = NEVER;
  }

  /** Some of a head has come; the clock is read only if it is the first of it. */
  void headBegun(ServerLoop loop) {
    if (sinceNanos == NEVER) {
      sinceNanos = loop.nowNanos();
    }
  }

  /** The head is complete; a body is to come. */
  void bodyBegun(long nowNanos) {
    activeNanos = nowNanos;
    sinceNanos = nowNanos;
  }

  void bodyCame(long nowNanos) {
    activeNanos = nowNanos;
  }

  void lingering(long nowNanos) {
    sinceNanos = nowNanos;
  }

  void blocked(long nowNanos) {
    blockedNanos = nowNanos;
  }

  void unblocked() {
    blockedNanos = NEVER;
  }

  boolean isStalled(long nowNanos) {
    return isOver(blockedNanos, nowNanos, Limits.STALL_NANOS);
  }

  boolean isIdle(long nowNanos) {
    return nowNanos - activeNanos >= Limits.IDLE_NANOS;
  }

  boolean isHeadLate(long nowNanos) {
    return isOver(sinceNanos, nowNanos, Limits.HEAD_NANOS);
  }

  /** Whether the next piece is late, or the whole. */
  boolean isBodyLate(long nowNanos) {
    return nowNanos - activeNanos >= Limits.BODY_PAUSE_NANOS
        || isOver(sinceNanos, nowNanos, Limits.BODY_NANOS);
  }

  boolean hasLingered(long nowNanos) {
    return isOver(sinceNanos, nowNanos, Limits.LINGER_NANOS);
  }

  private static boolean isOver(long sinceNanos, long nowNanos, long limitNanos) {
    return sinceNanos != NEVER && nowNanos - sinceNanos >= limitNanos;
  }
}
