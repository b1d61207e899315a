package dev.weft.cli.route;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an object of a document; what is missing or of another type reads as empty. */
record Tree(Map<?, ?> map) {
  static Tree of(@Nullable Object value) {
    return new Tree(value instanceof Map<?, ?> map ? map : Map.of());
  }

  boolean has(String field) {
    return map.get(field) != null;
  }

  String text(String field) {
    return text(field, "");
  }

  /** Numbers and booleans as they are written. */
  String text(String field, String otherwise) {
    @Nullable Object value = map.get(field);
    return value == null || value instanceof Map || value instanceof List
        ? otherwise
        : value.toString();
  }

  Tree tree(String field) {
    return of(map.get(field));
  }

  List<Tree> trees(String field) {
    return map.get(field) instanceof List<?> list
        ? list.stream().map(Tree::of).toList()
        : List.of();
  }

  List<String> texts(String field) {
    return map.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
