package dev.weft.cli.manifest;

import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what YAML allows into what JSON allows: every key a text. */
final class TextKeys {
  private TextKeys() {}

  /**
   * @throws InvalidResourceException if the document is no object or a key is no text
   */
  @SuppressWarnings("unchecked") // copy returns a map with text keys for a map
  static Map<String, Object> of(Object document) {
    if (document instanceof Map<?, ?>) {
      return (Map<String, Object>) copy("", document);
    }
    throw refused("document", document, "an object with apiVersion, kind, metadata and spec");
  }

  @SuppressWarnings("NullAway") // JSON and YAML have null values; the model reads them as absent
  private static Object copy(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, Object>();
      for (var entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String key)) {
          throw refused(path, entry.getKey(), "a text, as every key must be: quote it");
        }
        copy.put(key, copy(path.isEmpty() ? key : path + "." + key, entry.getValue()));
      }
      return copy;
    }
    if (value instanceof List<?> list) {
      var copy = new ArrayList<Object>();
      for (int i = 0; i < list.size(); i++) {
        copy.add(copy(path + "[" + i + "]", list.get(i)));
      }
      return copy;
    }
    return value;
  }

  private static InvalidResourceException refused(
      String path, @Nullable Object value, String accepted) {
    return new InvalidResourceException(
        "The document", List.of(new FieldError(path, String.valueOf(value), accepted)));
  }
}
