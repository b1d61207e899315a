package dev.weft.model.gateway;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the Gateway API writes them (GEP-2257), such as {@code 1h30m} or {@code 500ms}. */
final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]{1,5})(ms|h|m|s)");

  private Durations() {}

  /** Null where there is none; its form was checked when the document was written. */
  static @Nullable Duration of(Tree object, String field) {
    if (!object.has(field)) {
      return null;
    }
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(object.text(field));
    while (parts.find()) {
      long count = Long.parseLong(parts.group(1));
      sum =
          sum.plus(
              switch (parts.group(2)) {
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMillis(count);
              });
    }
    return sum;
  }
}
