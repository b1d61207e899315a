package dev.weft.cli.check;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what may or may not be in a JSON document. */
final class Tree {
  private Tree() {}

  /** The object at a path; empty if there is none. */
  static Map<?, ?> at(Object root, String... path) {
    @Nullable Object here = root;
    for (String step : path) {
      here = here instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return here instanceof Map<?, ?> map ? map : Map.of();
  }

  /** A field as text; empty if there is none. */
  static String text(Object object, String field) {
    @Nullable Object value = object instanceof Map<?, ?> map ? map.get(field) : null;
    return value == null ? "" : value.toString();
  }

  static List<?> list(Object object, String field) {
    return object instanceof Map<?, ?> map && map.get(field) instanceof List<?> list
        ? list
        : List.of();
  }

  /** {@code orders}, or {@code shop/orders} outside of the default namespace. */
  static String nameOf(Object document) {
    Map<?, ?> metadata = at(document, "metadata");
    String namespace = text(metadata, "namespace");
    return (namespace.isEmpty() || namespace.equals("default") ? "" : namespace + "/")
        + text(metadata, "name");
  }

  /** As an argument of a command: {@code orders}, or {@code orders -n shop}. */
  static String argument(Object document) {
    Map<?, ?> metadata = at(document, "metadata");
    String namespace = text(metadata, "namespace");
    return text(metadata, "name")
        + (namespace.isEmpty() || namespace.equals("default") ? "" : " -n " + namespace);
  }
}
