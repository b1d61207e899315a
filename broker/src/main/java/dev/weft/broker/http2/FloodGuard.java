package dev.weft.broker.http2;

import org.jspecify.annotations.Nullable;

/**
 * Tells a peer that floods from one that works. A connection has a purse: frames that make work and
 * carry nothing take from it, what a peer honestly gets done and time itself fill it again. Peers
 * that cancel now and then, or send PINGs beside their data, never empty it; rapid resets
 * (CVE-2023-44487), resets that the broker is made to send (CVE-2025-8671) and floods of PING,
 * SETTINGS, PRIORITY or empty DATA (CVE-2019-9512 to 9518) do within a second.
 */
final class FloodGuard {
  private static final int FULL = 20_000;
  private static final int PER_SECOND = 2_000;
  private static final int RESET = 40; // 500 in a row, then 50 a second
  private static final int SETTINGS = 100;
  private static final int EMPTY = 100;
  private static final int SMALL = 4;
  private static final int STREAM_DONE = 60;
  private static final int DATA = 2;
  private static final int BYTES = 128; // a frame of 1 KiB pays for two WINDOW_UPDATEs

  private static final long SECOND_NANOS = 1_000_000_000;

  private int purse = FULL;
  private long filledNanos;
  private @Nullable String last;

  FloodGuard(long nowNanos) {
    filledNanos = nowNanos;
  }

  /** What the peer did to have emptied it; null if it has not. */
  @Nullable String flooded(long nowNanos) {
    if (purse >= 0) {
      return null;
    }
    long seconds = (nowNanos - filledNanos) / SECOND_NANOS;
    if (seconds > 0) {
      filledNanos = nowNanos;
      purse = (int) Math.min(FULL, purse + seconds * PER_SECOND);
    }
    return purse >= 0 ? null : last;
  }

  /** A stream was reset before its end, by whichever side. */
  void reset() {
    take(RESET, "resets");
  }

  void settings() {
    take(SETTINGS, "SETTINGS");
  }

  /** DATA without bytes and without an end. */
  void emptyData() {
    take(EMPTY, "empty DATA");
  }

  /** PING, PRIORITY, WINDOW_UPDATE or a frame of unknown type. */
  void small(String kind) {
    take(SMALL, kind);
  }

  /** DATA came. */
  void data() {
    earn(DATA);
  }

  /** DATA went: who takes much may say often that there is room for more. */
  void sent(int bytes) {
    earn(DATA + bytes / BYTES);
  }

  /** A stream has come to its end. */
  void streamDone() {
    earn(STREAM_DONE);
  }

  private void take(int amount, String what) {
    purse -= amount;
    last = what;
  }

  private void earn(int amount) {
    purse = Math.min(FULL, purse + amount);
  }
}
