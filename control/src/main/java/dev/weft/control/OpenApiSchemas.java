package dev.weft.control;

import dev.weft.control.OpenApi.Served;
import dev.weft.registry.schema.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schemas of an OpenAPI document: those of the kinds, and those of what is said around them.
 */
final class OpenApiSchemas {
  static final String STATUS = "meta.v1.Status";
  static final String EVENT = "meta.v1.WatchEvent";
  static final String ANY = "Any";

  private static final String METADATA = "meta.v1.ObjectMeta";
  private static final String LIST_METADATA = "meta.v1.ListMeta";
  private static final Map<String, Object> TEXT = Map.of("type", "string");

  /** What version 2 of OpenAPI has no words for. */
  private static final Set<String> NOT_IN_V2 =
      Set.of("x-kubernetes-validations", "anyOf", "oneOf", "not", "nullable");

  private OpenApiSchemas() {}

  static String name(Served served) {
    String group = served.kind().group();
    return (group.isEmpty() ? "core" : group)
        + "."
        + served.version()
        + "."
        + served.kind().kindName();
  }

  static String listName(Served served) {
    return name(served) + "List";
  }

  static Map<String, Object> ref(String name) {
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  /** A kind's schema and that of its lists, by name. */
  static Map<String, Object> of(Served served) {
    var schema = new LinkedHashMap<String, Object>(Schemas.source(served.kind()));
    if (schema.get("properties") instanceof Map<?, ?> fields) {
      var properties = new LinkedHashMap<Object, Object>(fields);
      properties.put("metadata", ref(METADATA));
      if (properties.get("status") instanceof Map<?, ?> status) {
        properties.put("status", open(status));
      }
      schema.put("properties", properties);
    }
    schema.put("x-kubernetes-group-version-kind", List.of(served.groupVersionKind()));
    var list = new LinkedHashMap<String, Object>();
    list.put("apiVersion", TEXT);
    list.put("kind", TEXT);
    list.put("metadata", ref(LIST_METADATA));
    list.put("items", Map.of("type", "array", "items", ref(name(served))));
    return Map.of(
        name(served), schema, listName(served), object(list, List.of("metadata", "items")));
  }

  /** The registry adds fields to a status, such as which brokers run the resource. */
  private static Map<Object, Object> open(Map<?, ?> status) {
    var open = new LinkedHashMap<Object, Object>(status);
    open.put("x-kubernetes-preserve-unknown-fields", true);
    open.remove("required"); // what is not said yet is not there
    return open;
  }

  /** What is used by all of them. */
  static Map<String, Object> shared() {
    var listMetadata = new LinkedHashMap<String, Object>();
    listMetadata.put("resourceVersion", TEXT);
    listMetadata.put("continue", TEXT);
    listMetadata.put("remainingItemCount", Map.of("type", "integer", "format", "int64"));
    var cause = Map.<String, Object>of("reason", TEXT, "field", TEXT, "message", TEXT);
    var details = new LinkedHashMap<String, Object>();
    for (String field : List.of("name", "group", "kind", "uid")) {
      details.put(field, TEXT);
    }
    details.put("retryAfterSeconds", Map.of("type", "integer"));
    details.put("causes", Map.of("type", "array", "items", object(cause, List.of())));
    var status = new LinkedHashMap<String, Object>();
    for (String field : List.of("apiVersion", "kind", "status", "message", "reason")) {
      status.put(field, TEXT);
    }
    status.put("metadata", ref(LIST_METADATA));
    status.put("details", object(details, List.of()));
    status.put("code", Map.of("type", "integer"));
    var event = new LinkedHashMap<String, Object>();
    event.put(
        "type",
        Map.of(
            "type",
            "string",
            "enum",
            List.of("ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR")));
    event.put("object", ref(ANY));
    var shared = new LinkedHashMap<String, Object>();
    shared.put(METADATA, Schemas.metadataSource());
    shared.put(LIST_METADATA, object(listMetadata, List.of()));
    shared.put(STATUS, object(status, List.of("kind", "apiVersion", "status")));
    shared.put(EVENT, object(event, List.of("type", "object")));
    shared.put(ANY, Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true));
    return shared;
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("type", "object");
    tree.put("properties", properties);
    if (!required.isEmpty()) {
      tree.put("required", required);
    }
    return tree;
  }

  /** All schemas as definitions of version 2. */
  static Map<String, Object> v2(List<Served> all) {
    var definitions = new LinkedHashMap<String, Object>();
    shared().forEach((name, schema) -> definitions.put(name, inV2(schema)));
    for (Served served : all) {
      of(served).forEach((name, schema) -> definitions.put(name, inV2(schema)));
    }
    return definitions;
  }

  private static Object inV2(Object schema) {
    return switch (schema) {
      case Map<?, ?> map -> {
        var kept = new LinkedHashMap<Object, Object>();
        map.forEach((key, value) -> {
          boolean named = value instanceof Map || value instanceof List;
          if (!(NOT_IN_V2.contains(key) && (named || value instanceof Boolean))) {
            kept.put(
                key,
                value instanceof String text && key.equals("$ref")
                    ? text.replace("#/components/schemas/", "#/definitions/")
                    : inV2(value));
          }
        });
        yield kept;
      }
      case List<?> list -> list.stream().map(OpenApiSchemas::inV2).toList();
      default -> schema;
    };
  }
}
