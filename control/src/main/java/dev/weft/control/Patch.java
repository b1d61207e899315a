package dev.weft.control;

import dev.weft.control.json.Json;
import dev.weft.control.json.JsonPatch;
import dev.weft.control.json.MergePatch;
import dev.weft.control.json.StrategicPatch;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A change to a document, as one of the three media types that describe changes. */
record Patch(UnaryOperator<Map<String, Object>> change) {
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String JSON = "application/json-patch+json";

  /**
   * @throws Refusal 415 for another media type
   */
  static Patch of(String contentType, byte[] body) {
    return switch (contentType) {
      case MERGE -> {
        Map<String, Object> patch = Json.readObject(body);
        yield new Patch(document -> MergePatch.apply(document, patch));
      }
      case STRATEGIC -> {
        Map<String, Object> patch = Json.readObject(body);
        yield new Patch(document -> StrategicPatch.apply(document, patch));
      }
      case JSON -> {
        Object operations = Json.read(body);
        yield new Patch(document -> JsonPatch.apply(document, operations));
      }
      case "application/apply-patch+yaml" ->
          throw Refusal.unsupportedMediaType(
              "server-side apply is not served: use `kubectl apply` without --server-side, or a"
                  + " merge patch ("
                  + MERGE
                  + ")");
      default ->
          throw Refusal.unsupportedMediaType(
              "Content-Type \""
                  + contentType
                  + "\" is not one of "
                  + String.join(", ", MERGE, JSON, STRATEGIC));
    };
  }

  Map<String, Object> applyTo(Map<String, Object> document) {
    return change.apply(document);
  }
}
