package dev.weft.probe.detect;

import java.util.Locale;

/** Durations in words: two figures are enough where each is a bound of a bucket. */
final class Millis {
  private Millis() {}

  /** Such as {@code 0.4 ms}, {@code 41 ms} or {@code 1.2 s}. */
  static String of(long nanos) {
    double millis = nanos / 1e6;
    if (millis >= 1000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }
}
