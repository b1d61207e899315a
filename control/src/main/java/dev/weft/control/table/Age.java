package dev.weft.control.table;

import java.time.Duration;

/** A duration as short as people want to read it: the precision falls as it grows. */
final class Age {
  private Age() {}

  /** {@code 45s}, {@code 5m10s}, {@code 90m}, {@code 5h20m}, {@code 30h}, {@code 12d}. */
  static String show(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return pair(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return pair(hours, "h", minutes % 60, "m");
    }
    return hours < 48 ? hours + "h" : hours / 24 + "d";
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
