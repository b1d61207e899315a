package dev.weft.registry.schema.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be done with the values of a rule. */
final class Values {
  private Values() {}

  /** A value as rules know it: whole numbers are longs. */
  static @Nullable Object plain(@Nullable Object value) {
    return value instanceof Integer number ? (Object) number.longValue() : value;
  }

  static boolean truth(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new RuleException("a boolean is needed here");
  }

  static Map<?, ?> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new RuleException("an object is needed here");
  }

  static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new RuleException("a text is needed here");
  }

  static List<?> elements(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.copyOf(map(value).keySet());
  }

  static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case List<?> list -> list.size();
      case null, default -> map(value).size();
    };
  }

  static Object combine(@Nullable Object left, String sign, @Nullable Object right) {
    return switch (sign) {
      case "==" -> same(left, right);
      case "!=" -> !same(left, right);
      case "in" -> elements(right).stream().anyMatch(element -> same(plain(element), left));
      case "<" -> compare(left, right) < 0;
      case "<=" -> compare(left, right) <= 0;
      case ">" -> compare(left, right) > 0;
      case ">=" -> compare(left, right) >= 0;
      case "+" -> plus(left, right);
      default -> Math.subtractExact(number(left), number(right));
    };
  }

  private static boolean same(@Nullable Object left, @Nullable Object right) {
    return Objects.equals(left, right);
  }

  private static int compare(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Duration one && right instanceof Duration other) {
      return one.compareTo(other);
    }
    if (left instanceof String one && right instanceof String other) {
      return one.compareTo(other);
    }
    return Long.compare(number(left), number(right));
  }

  private static Object plus(@Nullable Object left, @Nullable Object right) {
    return left instanceof String one && right instanceof String other
        ? one + other
        : (Object) Math.addExact(number(left), number(right));
  }

  static long number(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new RuleException("a whole number is needed here");
  }
}
