package dev.weft.control.json;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON Patch, RFC 6902. All operations take effect or none does. */
public final class JsonPatch {
  /** Copies may not add up to more than this: a few of them can double a document each. */
  private static final int MAX_COPIED_WEIGHT = 1 << 20;

  private final Map<String, Object> document;
  private int copiedWeight;

  private JsonPatch(Map<String, Object> document) {
    this.document = document;
  }

  /**
   * The document as patched; neither argument is changed.
   *
   * @param operations a list of objects as RFC 6902 describes them
   * @throws PatchException if an operation is wrong or does not fit, naming it
   */
  public static Map<String, Object> apply(Map<String, Object> document, Object operations) {
    if (!(operations instanceof List<?> list)) {
      throw new PatchException("a JSON patch is a list of operations");
    }
    var copy = Trees.copy(document);
    var patch = new JsonPatch(copy);
    for (int i = 0; i < list.size(); i++) {
      try {
        patch.perform(list.get(i));
      } catch (PatchException e) {
        throw new PatchException("operation " + i + ": " + e.getMessage());
      }
    }
    return copy;
  }

  private void perform(@Nullable Object operation) {
    if (!(operation instanceof Map<?, ?> fields)) {
      throw new PatchException("must be an object");
    }
    String op = text(fields, "op");
    Pointer path = Pointer.parse(text(fields, "path"));
    switch (op) {
      case "add" -> add(path, Trees.copyValue(value(fields)));
      case "remove" -> path.in(document).remove();
      case "replace" -> {
        path.in(document).remove();
        add(path, Trees.copyValue(value(fields)));
      }
      case "move" -> {
        Pointer from = Pointer.parse(text(fields, "from"));
        if (path.isBelow(from)) {
          throw new PatchException("cannot move " + from + " into itself");
        }
        add(path, from.in(document).remove());
      }
      case "copy" -> {
        Object value = Pointer.parse(text(fields, "from")).in(document).get();
        copiedWeight += Trees.weight(value);
        if (copiedWeight > MAX_COPIED_WEIGHT) {
          throw new PatchException("copies more than " + MAX_COPIED_WEIGHT + " characters in all");
        }
        add(path, Trees.copyValue(value));
      }
      case "test" -> {
        if (!Objects.equals(path.in(document).get(), value(fields))) {
          throw new PatchException("test failed: the value at " + path + " is another");
        }
      }
      default ->
          throw new PatchException(
              "\"" + op + "\" is not one of add, remove, replace, move, copy, test");
    }
  }

  private void add(Pointer path, @Nullable Object value) {
    if (path.depth() + Trees.depth(value) > Json.MAX_DEPTH) {
      throw new PatchException("would nest deeper than " + Json.MAX_DEPTH);
    }
    path.in(document).add(value);
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new PatchException(name + ": required: a text");
  }

  private static @Nullable Object value(Map<?, ?> fields) {
    if (!fields.containsKey("value")) {
      throw new PatchException("value: required");
    }
    return fields.get("value");
  }
}
