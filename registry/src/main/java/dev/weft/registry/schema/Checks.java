package dev.weft.registry.schema;

import dev.weft.registry.schema.rule.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The demands of a schema on one value: enum, pattern, format, ranges and sizes. */
final class Checks {
  private Checks() {}

  static List<Check> of(Map<String, Object> source) {
    var checks = new ArrayList<Check>();
    List<?> choices = SchemaReader.list(source, "enum");
    if (!choices.isEmpty()) {
      String words = choices.stream().map(Checks::choice).collect(Collectors.joining(", "));
      checks.add(new Check(choices.size() == 1 ? words : "one of " + words, choices::contains));
    }
    addSizes(source, checks);
    addRange(source, checks);
    if (source.get("pattern") instanceof String text) {
      var pattern = new Regex(text);
      checks.add(
          new Check(
              "a text that matches " + text,
              value -> !(value instanceof String given) || pattern.isIn(given)));
    }
    Check format = Formats.check(String.valueOf(source.get("format")));
    if (format != null) {
      checks.add(format);
    }
    return checks;
  }

  private static String choice(Object value) {
    return value.equals("") ? "\"\"" : String.valueOf(value);
  }

  private static void addSizes(Map<String, Object> source, List<Check> checks) {
    addSize(source, "Length", "character", Checks::characters, checks);
    addSize(source, "Items", "element", v -> v instanceof List<?> l ? l.size() : -1, checks);
    addSize(source, "Properties", "field", v -> v instanceof Map<?, ?> m ? m.size() : -1, checks);
  }

  private static long characters(Object value) {
    return value instanceof String text ? text.codePointCount(0, text.length()) : -1;
  }

  /**
   * @param size -1 for a value that has no such size
   */
  private static void addSize(
      Map<String, Object> source,
      String what,
      String unit,
      ToLongFunction<Object> size,
      List<Check> checks) {
    Long min = number(source.get("min" + what));
    Long max = number(source.get("max" + what));
    if (min != null || max != null) {
      checks.add(
          new Check(
              words(min, max, unit),
              value -> {
                long is = size.applyAsLong(value);
                return is < 0 || ((min == null || is >= min) && (max == null || is <= max));
              }));
    }
  }

  private static String words(@Nullable Long min, @Nullable Long max, String unit) {
    if (max == null) {
      return "at least " + min + " " + plural(unit, min);
    }
    return min == null || min == 0
        ? "at most " + max + " " + plural(unit, max)
        : min.equals(max)
            ? max + " " + plural(unit, max)
            : min + " to " + max + " " + plural(unit, max);
  }

  private static String plural(String unit, @Nullable Long count) {
    return count != null && count == 1 ? unit : unit + "s";
  }

  private static void addRange(Map<String, Object> source, List<Check> checks) {
    Long min = number(source.get("minimum"));
    Long max = number(source.get("maximum"));
    if (min == null && max == null) {
      return;
    }
    String words =
        max == null
            ? "a number of at least " + min
            : min == null ? "a number of at most " + max : "a number from " + min + " to " + max;
    checks.add(
        new Check(
            words,
            value ->
                !(value instanceof Number number)
                    || ((min == null || number.doubleValue() >= min)
                        && (max == null || number.doubleValue() <= max))));
  }

  private static @Nullable Long number(@Nullable Object value) {
    return value instanceof Number number ? (Long) number.longValue() : null;
  }
}
