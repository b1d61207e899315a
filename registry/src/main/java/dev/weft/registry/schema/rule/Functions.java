package dev.weft.registry.schema.rule;

import dev.weft.model.mesh.Addresses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions that rules may call, with how many arguments each takes. */
final class Functions {
  private static final Map<String, List<Integer>> ARGUMENTS =
      Map.of(
          "size", List.of(1),
          "type", List.of(1),
          "contains", List.of(2),
          "startsWith", List.of(2),
          "endsWith", List.of(2),
          "matches", List.of(2),
          "substring", List.of(2, 3),
          "split", List.of(2),
          "duration", List.of(1),
          "isIP", List.of(1));

  private static final Pattern DURATION_PART = Pattern.compile("([0-9]{1,12})(ms|us|ns|h|m|s)");
  private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,12}(?:ms|us|ns|h|m|s)){1,8}");

  /** The patterns of the schemas' rules, which are few. */
  private static final Map<String, Regex> PATTERNS = new ConcurrentHashMap<>();

  private Functions() {}

  static boolean exists(String name, int arguments) {
    return ARGUMENTS.getOrDefault(name, List.of()).contains(arguments);
  }

  static @Nullable Object call(String name, List<@Nullable Object> values) {
    Object first = values.getFirst();
    if (name.equals("size")) {
      return Values.size(first);
    }
    if (name.equals("type")) {
      return first instanceof Long ? "int" : first instanceof String ? "string" : "other";
    }
    String text = Values.text(first);
    return switch (name) {
      case "contains" -> text.contains(Values.text(values.get(1)));
      case "startsWith" -> text.startsWith(Values.text(values.get(1)));
      case "endsWith" -> text.endsWith(Values.text(values.get(1)));
      case "matches" -> PATTERNS.computeIfAbsent(Values.text(values.get(1)), Regex::new).isIn(text);
      case "substring" -> substring(text, values);
      case "split" -> List.of(text.split(Pattern.quote(Values.text(values.get(1))), -1));
      case "isIP" -> Addresses.isIp(text);
      default -> duration(text);
    };
  }

  private static String substring(String text, List<@Nullable Object> values) {
    long from = Values.number(values.get(1));
    long to = values.size() > 2 ? Values.number(values.get(2)) : text.length();
    if (from < 0 || to > text.length() || from > to) {
      throw new RuleException("no such part of the text");
    }
    return text.substring((int) from, (int) to);
  }

  private static Duration duration(String text) {
    if (!DURATION.matcher(text).matches()) {
      throw new RuleException("a duration is needed here");
    }
    Duration sum = Duration.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    while (part.find()) {
      long amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "ms" -> Duration.ofMillis(amount);
                case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1000L));
                default -> Duration.ofNanos(amount);
              });
    }
    return sum;
  }
}
