package dev.weft.control.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Merge Patch, RFC 7396: objects are merged, null removes, everything else replaces. */
public final class MergePatch {
  private MergePatch() {}

  /** The document as patched; neither argument is changed. */
  public static Map<String, Object> apply(Map<String, Object> document, Map<String, Object> patch) {
    var result = new LinkedHashMap<String, Object>(document);
    for (var entry : patch.entrySet()) {
      @Nullable Object value = entry.getValue();
      if (value == null) {
        result.remove(entry.getKey());
      } else if (value instanceof Map<?, ?> map) {
        result.put(entry.getKey(), apply(objectOrEmpty(result.get(entry.getKey())), cast(map)));
      } else {
        result.put(entry.getKey(), value);
      }
    }
    return result;
  }

  private static Map<String, Object> objectOrEmpty(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? cast(map) : Map.of();
  }

  @SuppressWarnings("unchecked") // trees have text keys
  private static Map<String, Object> cast(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
