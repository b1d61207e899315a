package dev.weft.registry.status;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of a document that its schema has accepted; what is missing or of another type
 * reads as empty.
 */
record Tree(Map<?, ?> map) {
  static final Tree EMPTY = new Tree(Map.of());

  static Tree of(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? new Tree(map) : EMPTY;
  }

  boolean has(String field) {
    return map.get(field) != null;
  }

  String text(String field) {
    return text(field, "");
  }

  String text(String field, String otherwise) {
    return map.get(field) instanceof String text ? text : otherwise;
  }

  /** A number; 0 where there is none. */
  long number(String field) {
    return map.get(field) instanceof Number number ? number.longValue() : 0;
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
