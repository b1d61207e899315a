package dev.weft.broker.explain;

import java.util.Locale;

/** Numbers as people read them. */
final class Words {
  private Words() {}

  /** Nanoseconds in milliseconds, to three digits behind the point. */
  static double millis(double nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }

  static String time(double nanos) {
    return nanos < 1e6
        ? String.format(Locale.ROOT, "%.2f ms", nanos / 1e6)
        : nanos < 1e9
            ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
            : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, part > 0 && part < 0.1 ? "%.1f %%" : "%.0f %%", part * 100);
  }

  static String calls(long count) {
    return count == 1 ? "1 call" : count + " calls";
  }

  /** With three digits behind the point. */
  static double rounded(double number) {
    return Math.round(number * 1e3) / 1e3;
  }
}
