package dev.weft.cli.api;

import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Documents of the API as text, and the few fields that commands look at. */
public final class Documents {
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Documents() {}

  public static String json(Map<String, Object> document) {
    return INDENTED.writeValueAsString(document);
  }

  /** On one line. */
  public static String line(Map<String, Object> document) {
    return INDENTED
        .writer()
        .without(SerializationFeature.INDENT_OUTPUT)
        .writeValueAsString(document);
  }

  public static String yaml(Map<String, Object> document) {
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(0)
                .build())
        .dumpToString(document);
  }

  /** {@code 1 fault}, {@code 2 faults}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code kind/name} of the document, or of every item where it is a list. */
  @SuppressWarnings("unchecked") // a JSON list of objects
  public static List<String> names(String singular, Map<String, Object> document) {
    if (document.get("items") instanceof List<?> items) {
      return items.stream().map(item -> name(singular, (Map<String, Object>) item)).toList();
    }
    return List.of(name(singular, document));
  }

  /** The revision that a watch goes on from. */
  public static String resourceVersion(Map<String, Object> document) {
    return metadata(document).get("resourceVersion") instanceof String version ? version : "";
  }

  /** The object of a watch event. */
  @SuppressWarnings("unchecked") // a JSON object
  public static Map<String, Object> object(Map<String, Object> event) {
    return event.get("object") instanceof Map<?, ?> object
        ? (Map<String, Object>) object
        : Map.of();
  }

  private static String name(String singular, Map<String, Object> document) {
    return singular + "/" + metadata(document).get("name");
  }

  private static Map<?, ?> metadata(Map<String, Object> document) {
    return document.get("metadata") instanceof Map<?, ?> metadata ? metadata : Map.of();
  }
}
