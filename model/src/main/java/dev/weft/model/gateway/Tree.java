package dev.weft.model.gateway;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of a document that its schema has accepted; what is missing or of another type
 * reads as empty.
 */
public record Tree(Map<?, ?> map) {
  /** Without fields. */
  public static final Tree EMPTY = new Tree(Map.of());

  /** An object; of anything else, one without fields. */
  public static Tree of(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? new Tree(map) : EMPTY;
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return map.get(field) != null;
  }

  /** A text; empty where there is none. */
  public String text(String field) {
    return text(field, "");
  }

  public String text(String field, String otherwise) {
    return map.get(field) instanceof String text ? text : otherwise;
  }

  /** A number; 0 where there is none. */
  public long number(String field) {
    return map.get(field) instanceof Number number ? number.longValue() : 0;
  }

  /** An object in a field. */
  public Tree tree(String field) {
    return of(map.get(field));
  }

  /** A list of objects; empty where there is none. */
  public List<Tree> trees(String field) {
    return map.get(field) instanceof List<?> list
        ? list.stream().map(Tree::of).toList()
        : List.of();
  }

  /** A list of texts; empty where there is none. */
  public List<String> texts(String field) {
    return map.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
