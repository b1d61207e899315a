package dev.weft.model.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one object in a document and collects everything that is wrong with them, so
 * that a person sees all errors at once. A reading method returns its default after an error; call
 * {@link #throwIfAny} before using what was read.
 *
 * <p>Not safe for several threads.
 */
public final class Fields {
  private static final int SHOWN_VALUE_CHARS = 80;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");

  private final String path;
  private final Map<String, Object> tree;
  private final List<FieldError> errors;
  private final Set<String> asked = new HashSet<>();

  /** Reads from the root of a document. */
  public Fields(Map<String, Object> tree) {
    this("", tree, new ArrayList<>());
  }

  private Fields(String path, Map<String, Object> tree, List<FieldError> errors) {
    this.path = path;
    this.tree = tree;
    this.errors = errors;
  }

  /** Reads below a path, for a part whose place in the document is known. */
  public static Fields at(String path, Map<String, Object> tree) {
    return new Fields(path, tree, new ArrayList<>());
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    asked.add(name);
    return tree.get(name) != null;
  }

  /** A text, or the default where there is none. */
  public String text(String name, String defaultValue) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (value instanceof String text) {
      return text;
    }
    refuse(name, value, "a text");
    return defaultValue;
  }

  /** A text that must be there and not be empty. */
  public String requiredText(String name) {
    Object value = value(name);
    if (value == null || value.equals("")) {
      refuse(name, null, "a text");
      return "";
    }
    return text(name, "");
  }

  /** A whole number in a range, or the default where there is none. */
  public long number(String name, long defaultValue, long min, long max) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= min
        && ((Number) value).longValue() <= max) {
      return ((Number) value).longValue();
    }
    refuse(name, value, "a whole number from " + min + " to " + max);
    return defaultValue;
  }

  /** A whole number in a range that must be there. */
  public long requiredNumber(String name, long min, long max) {
    if (value(name) == null) {
      refuse(name, null, "a whole number from " + min + " to " + max);
      return min;
    }
    return number(name, min, min, max);
  }

  /** A duration such as {@code 500ms}, {@code 15s}, {@code 2m}, in a range. */
  public Duration duration(String name, Duration defaultValue, Duration min, Duration max) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (value instanceof String text) {
      Duration read = parseDuration(text);
      if (read != null && read.compareTo(min) >= 0 && read.compareTo(max) <= 0) {
        return read;
      }
    }
    refuse(
        name,
        value,
        "a duration from " + show(min) + " to " + show(max) + ", such as 500ms or 15s");
    return defaultValue;
  }

  /** A percentage from {@code 0%} to {@code 100%}, as a whole number. */
  public int percent(String name, int defaultValue) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    if (value instanceof String text) {
      Matcher matcher = PERCENT.matcher(text);
      if (matcher.matches() && Integer.parseInt(matcher.group(1)) <= 100) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    refuse(name, value, "a percentage from 0% to 100%");
    return defaultValue;
  }

  /** An object below this one; where there is none, an empty one. */
  public Fields object(String name) {
    return new Fields(at(name), tree(name), errors);
  }

  /** An object that must be there. */
  public Fields required(String name) {
    if (value(name) == null) {
      refuse(name, null, "an object");
    }
    return object(name);
  }

  /** A subtree as it stands; where there is none, an empty one. */
  @SuppressWarnings("unchecked") // trees have text keys: JSON has no others, the YAML reader checks
  public Map<String, Object> tree(String name) {
    Object value = value(name);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    refuse(name, value, "an object");
    return Map.of();
  }

  /** A list of objects. */
  @SuppressWarnings("unchecked") // as in tree
  public List<Fields> objects(String name) {
    Object value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      refuse(name, value, "a list");
      return List.of();
    }
    var read = new ArrayList<Fields>();
    for (int i = 0; i < list.size(); i++) {
      String element = name + "[" + i + "]";
      if (list.get(i) instanceof Map<?, ?> map) {
        read.add(new Fields(at(element), (Map<String, Object>) map, errors));
      } else {
        refuse(element, list.get(i), "an object");
      }
    }
    return read;
  }

  /** An object whose values are all texts, such as labels. */
  public Map<String, String> texts(String name) {
    var read = new LinkedHashMap<String, String>();
    for (var entry : tree(name).entrySet()) {
      if (entry.getValue() instanceof String text) {
        read.put(entry.getKey(), text);
      } else {
        refuse(name + "." + entry.getKey(), entry.getValue(), "a text");
      }
    }
    return read;
  }

  /** The constant of an enum whose {@code toString} is the text; the accepted ones are listed. */
  public <E extends Enum<E>> E choice(String name, E defaultValue, Class<E> type) {
    Object value = value(name);
    if (value == null) {
      return defaultValue;
    }
    var accepted = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      if (constant.toString().equals(value)) {
        return constant;
      }
      accepted.append(accepted.isEmpty() ? "" : ", ").append(constant);
    }
    refuse(name, value, "one of " + accepted);
    return defaultValue;
  }

  /** The raw value: a number or a text, where both are allowed; null where there is none. */
  public @Nullable Object value(String name) {
    asked.add(name);
    return tree.get(name);
  }

  /** Refuses every field that no method has asked for. Call it last. */
  public void refuseUnknown() {
    for (String name : tree.keySet()) {
      if (!asked.contains(name)) {
        refuse(
            name,
            "present",
            "a known field; known here: " + String.join(", ", asked.stream().sorted().toList()));
      }
    }
  }

  /** Notes that a field is wrong. */
  public void refuse(String name, @Nullable Object value, String accepted) {
    String shown = value == null ? "" : value.toString();
    if (shown.length() > SHOWN_VALUE_CHARS) {
      shown = shown.substring(0, SHOWN_VALUE_CHARS) + "…";
    }
    errors.add(new FieldError(at(name), shown, accepted));
  }

  /** What has been refused so far, here and in every object read through this one. */
  public List<FieldError> errors() {
    return List.copyOf(errors);
  }

  /**
   * @throws InvalidResourceException if anything was refused
   */
  public void throwIfAny(String what) {
    if (!errors.isEmpty()) {
      throw new InvalidResourceException(what, errors);
    }
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Reads {@code 500ms}, {@code 15s}, {@code 2m} or {@code 1h}; null if it is none of these. */
  public static @Nullable Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** A duration as people write it in a resource: the largest unit that fits exactly. */
  public static String show(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }
}
