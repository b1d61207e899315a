package dev.weft.cli.api;

import dev.weft.model.resource.Kind;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown of a secret: its keys, and how many bytes each holds. */
public final class Redaction {
  private Redaction() {}

  /**
   * A document or list as it may be shown.
   *
   * @param kind null for what the mesh tells of itself
   * @param showSecrets whether somebody asked to see them
   */
  public static Map<String, Object> of(
      @Nullable Kind kind, Map<String, Object> document, boolean showSecrets) {
    return kind != null && kind.confidential() && !showSecrets ? redacted(document) : document;
  }

  private static Map<String, Object> redacted(Map<?, ?> document) {
    var shown = new LinkedHashMap<String, Object>();
    document.forEach((field, value) -> {
      Object safe =
          switch (value) {
            case Map<?, ?> data when field.equals("data") -> sizes(data);
            case List<?> items when field.equals("items") ->
                items.stream()
                    .map(item -> item instanceof Map<?, ?> map ? redacted(map) : item)
                    .toList();
            case Map<?, ?> metadata when field.equals("metadata") -> withoutLastApplied(metadata);
            case null, default -> value;
          };
      shown.put(String.valueOf(field), safe);
    });
    return shown;
  }

  private static Map<String, Object> sizes(Map<?, ?> data) {
    var sizes = new LinkedHashMap<String, Object>();
    data.forEach((key, value) -> sizes.put(String.valueOf(key), "<" + bytes(value) + " bytes>"));
    return sizes;
  }

  private static String bytes(Object value) {
    try {
      return Integer.toString(Base64.getDecoder().decode(String.valueOf(value)).length);
    } catch (IllegalArgumentException e) {
      return "some";
    }
  }

  /** kubectl keeps a copy of the whole document in an annotation. */
  private static Map<String, Object> withoutLastApplied(Map<?, ?> metadata) {
    var shown = new LinkedHashMap<String, Object>();
    metadata.forEach((field, value) -> {
      if (field.equals("annotations") && value instanceof Map<?, ?> annotations) {
        var kept = new LinkedHashMap<Object, Object>(annotations);
        kept.computeIfPresent(
            "kubectl.kubernetes.io/last-applied-configuration", (key, document) -> "<hidden>");
        shown.put("annotations", kept);
      } else {
        shown.put(String.valueOf(field), value);
      }
    });
    return shown;
  }
}
