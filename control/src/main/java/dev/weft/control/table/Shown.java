package dev.weft.control.table;

import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads parts of documents that a schema has checked, for cells. */
final class Shown {
  private Shown() {}

  /** A text or number of the spec; {@code <none>} where there is none. */
  static String spec(Resource resource, String field) {
    return text(resource.spec().get(field));
  }

  /** The objects of a list of the spec, one field of each, joined by commas. */
  static String each(Resource resource, String list, String field) {
    return each(resource.spec().get(list), field);
  }

  static String each(@Nullable Object list, String field) {
    return joined(objects(list).stream().map(object -> object.get(field)).toList());
  }

  /** Texts joined by commas; {@code <none>} where there are none. */
  static String joined(@Nullable Object list) {
    if (!(list instanceof List<?> values) || values.isEmpty()) {
      return KindColumns.NONE;
    }
    return values.stream().map(Shown::text).collect(Collectors.joining(","));
  }

  /** {@code True}, {@code False} or {@code Unknown}; {@code Unknown} where nothing is said. */
  static String condition(@Nullable Object conditions, String type) {
    for (Map<?, ?> condition : objects(conditions)) {
      if (type.equals(condition.get("type"))) {
        return text(condition.get("status"));
      }
    }
    return "Unknown";
  }

  /** One word for what all parents or ancestors say: the worst. */
  static String acceptedByParents(@Nullable Object parents) {
    List<String> said =
        objects(parents).stream()
            .map(parent -> condition(parent.get("conditions"), "Accepted"))
            .toList();
    if (said.contains("False")) {
      return "False";
    }
    return said.isEmpty() || said.contains("Unknown") ? "Unknown" : "True";
  }

  static List<? extends Map<?, ?>> objects(@Nullable Object list) {
    return list instanceof List<?> values
        ? values.stream().filter(Map.class::isInstance).map(value -> (Map<?, ?>) value).toList()
        : List.of();
  }

  private static String text(@Nullable Object value) {
    return value == null ? KindColumns.NONE : value.toString();
  }
}
