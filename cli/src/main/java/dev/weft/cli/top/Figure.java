package dev.weft.cli.top;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column of figures, in the order in which they stand. */
public enum Figure {
  rate('c', "CALLS/S", "rate", 6),
  success('s', "SUCCESS", "success", 7),
  p50('5', "P50", "p50Ms", 3),
  p95('9', "P95", "p95Ms", 2),
  p99('l', "P99", "p99Ms", 5),
  inflight('i', "IN FLIGHT", "inFlight", 4),
  retries('t', "RETRIES", "retries", 1);

  private final char key;
  private final String title;
  private final String field;
  private final int worth;

  /**
   * @param worth which stay where there is little room: the higher, the longer
   */
  Figure(char key, String title, String field, int worth) {
    this.key = key;
    this.title = title;
    this.field = field;
    this.worth = worth;
  }

  /** What to press to sort by it. */
  char key() {
    return key;
  }

  String title() {
    return title;
  }

  int worth() {
    return worth;
  }

  /** A row's number; NaN where nothing is known. */
  double of(Map<?, ?> row) {
    return row.get(field) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** By which rows are sorted, the highest first: of success that is what failed. */
  double weight(Map<?, ?> row) {
    double value = of(row);
    if (Double.isNaN(value)) {
      return Double.NEGATIVE_INFINITY;
    }
    return this == success ? -value : value;
  }

  String show(Map<?, ?> row) {
    double value = of(row);
    if (Double.isNaN(value)) {
      return "-";
    }
    return switch (this) {
      case rate, inflight -> number(value);
      case success -> percent(value);
      case p50, p95, p99 -> millis(value);
      case retries -> Long.toString((long) value);
    };
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  /** Never 100 % where a call has failed. */
  private static String percent(double share) {
    double percent = share < 1 ? Math.min(99.99, share * 100) : 100;
    return String.format(Locale.ROOT, percent == 100 ? "%.0f %%" : "%.2f %%", percent);
  }

  private static String millis(double value) {
    if (value >= 1_000) {
      return String.format(Locale.ROOT, "%.1f s", value / 1_000);
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f ms" : "%.0f ms", value);
  }

  /** The figure that a key sorts by; null for none. */
  static @Nullable Figure ofKey(char key) {
    for (Figure figure : values()) {
      if (figure.key == key) {
        return figure;
      }
    }
    return null;
  }
}
