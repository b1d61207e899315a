package dev.weft.control.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies and measures trees no deeper than {@link Json#MAX_DEPTH}. */
final class Trees {
  private Trees() {}

  static Map<String, Object> copy(Map<String, Object> tree) {
    var copy = new LinkedHashMap<String, Object>();
    // put takes the nulls that a JSON object may hold
    tree.forEach((name, value) -> copy.put(name, copyValue(value)));
    return copy;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // text keys; a tree's null stays null
  static Object copyValue(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy((Map<String, Object>) map);
      case List<?> list -> {
        var copy = new ArrayList<Object>(list.size());
        list.forEach(element -> copy.add(copyValue(element)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  /** About how many characters the tree takes when written. */
  static int weight(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          1
              + map.entrySet().stream()
                  .mapToInt(e -> ((String) e.getKey()).length() + weight(e.getValue()))
                  .sum();
      case List<?> list -> 1 + list.stream().mapToInt(Trees::weight).sum();
      case String text -> 1 + text.length();
      case null, default -> 1;
    };
  }

  static int depth(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> 1 + map.values().stream().mapToInt(Trees::depth).max().orElse(0);
      case List<?> list -> 1 + list.stream().mapToInt(Trees::depth).max().orElse(0);
      case null, default -> 0;
    };
  }
}
