package dev.weft.control;

import dev.weft.model.resource.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * OpenAPI documents, derived from {@link Kind}. They say which kinds and URLs there are; the fields
 * of a spec are checked by the registry and described in the reference.
 */
final class OpenApi {
  private static final Map<String, Object> ANY_OBJECT =
      Map.of("type", "object", "x-kubernetes-preserve-unknown-fields", true);
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> TEXTS =
      Map.of("type", "object", "additionalProperties", TEXT);

  private OpenApi() {}

  /** {@code /openapi.json}: everything, in version 3. */
  static Map<String, Object> v3() {
    return v3Document(Stream.of(Kind.values()).toList());
  }

  /** {@code /openapi/v3}: where the document of each group and version is. */
  static Map<String, Object> v3Index() {
    var paths = new LinkedHashMap<String, Object>();
    for (Kind kind : Kind.values()) {
      String path = base(kind).substring(1);
      paths.put(path, Map.of("serverRelativeURL", "/openapi/v3/" + path));
    }
    return Map.of("paths", paths);
  }

  /**
   * {@code /openapi/v3/apis/GROUP/VERSION}.
   *
   * @throws Refusal 404 for any other path
   */
  static Map<String, Object> v3Of(String path) {
    List<Kind> kinds =
        Stream.of(Kind.values()).filter(kind -> path.equals("openapi/v3" + base(kind))).toList();
    if (kinds.isEmpty()) {
      throw Refusal.noSuchPath();
    }
    return v3Document(kinds);
  }

  /** {@code /openapi/v2}: the schemas in version 2, for older clients. */
  static Map<String, Object> v2() {
    var definitions = new LinkedHashMap<String, Object>();
    for (Kind kind : Kind.values()) {
      definitions.put(schemaName(kind), schema(kind));
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("swagger", "2.0");
    tree.put("info", info());
    tree.put("paths", Map.of());
    tree.put("definitions", definitions);
    return tree;
  }

  private static Map<String, Object> v3Document(List<Kind> kinds) {
    var paths = new LinkedHashMap<String, Object>();
    var schemas = new LinkedHashMap<String, Object>();
    for (Kind kind : kinds) {
      schemas.put(schemaName(kind), schema(kind));
      String collection =
          base(kind) + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
      var operations = new LinkedHashMap<String, Object>();
      operations.put("get", operation(kind, "list", false));
      operations.put("post", operation(kind, "post", true));
      paths.put(collection, path(operations, kind, false));
      var named = new LinkedHashMap<String, Object>();
      named.put("get", operation(kind, "get", false));
      named.put("put", operation(kind, "put", true));
      named.put("patch", operation(kind, "patch", true));
      named.put("delete", operation(kind, "delete", false));
      paths.put(collection + "/{name}", path(named, kind, true));
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("openapi", "3.0.0");
    tree.put("info", info());
    tree.put("paths", paths);
    tree.put("components", Map.of("schemas", schemas));
    return tree;
  }

  private static Map<String, Object> path(
      Map<String, Object> operations, Kind kind, boolean named) {
    var parameters =
        Stream.of("namespace", "name")
            .filter(name -> name.equals("name") ? named : kind.namespaced())
            .map(name -> Map.of("name", name, "in", "path", "required", true, "schema", TEXT))
            .toList();
    var tree = new LinkedHashMap<String, Object>(operations);
    if (!parameters.isEmpty()) {
      tree.put("parameters", parameters);
    }
    return tree;
  }

  private static Map<String, Object> operation(Kind kind, String action, boolean hasBody) {
    var schema = Map.of("$ref", "#/components/schemas/" + schemaName(kind));
    var tree = new LinkedHashMap<String, Object>();
    tree.put("operationId", action + kind.kindName());
    tree.put("tags", List.of(kind.plural()));
    tree.put("x-kubernetes-action", action);
    tree.put("x-kubernetes-group-version-kind", groupVersionKind(kind));
    if (hasBody) {
      // Unknown fields are always refused, which is what strict field validation means.
      tree.put(
          "parameters",
          Stream.of("fieldValidation", "dryRun")
              .map(name -> Map.of("name", name, "in", "query", "schema", TEXT))
              .toList());
      String type = action.equals("patch") ? Patch.MERGE : Call.JSON;
      tree.put(
          "requestBody",
          Map.of("required", true, "content", Map.of(type, Map.of("schema", schema))));
    }
    var content =
        action.equals("list") || action.equals("delete")
            ? Map.of("schema", ANY_OBJECT)
            : Map.of("schema", schema);
    tree.put(
        "responses",
        Map.of("200", Map.of("description", "OK", "content", Map.of(Call.JSON, content))));
    return tree;
  }

  private static Map<String, Object> schema(Kind kind) {
    var metadata = new LinkedHashMap<String, Object>();
    for (String field : List.of("name", "namespace", "uid", "resourceVersion")) {
      metadata.put(field, TEXT);
    }
    metadata.put("generation", Map.of("type", "integer", "format", "int64"));
    metadata.put("creationTimestamp", Map.of("type", "string", "format", "date-time"));
    metadata.put("labels", TEXTS);
    metadata.put("annotations", TEXTS);
    var properties = new LinkedHashMap<String, Object>();
    properties.put("apiVersion", TEXT);
    properties.put("kind", TEXT);
    properties.put("metadata", Map.of("type", "object", "properties", metadata));
    if (kind == Kind.SECRET) {
      properties.put("type", TEXT);
      properties.put("data", TEXTS);
    } else if (kind == Kind.CONFIG_MAP) {
      properties.put("data", TEXTS);
      properties.put("binaryData", TEXTS);
    } else {
      properties.put("spec", ANY_OBJECT);
      properties.put("status", ANY_OBJECT);
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("type", "object");
    tree.put("properties", properties);
    tree.put("x-kubernetes-group-version-kind", List.of(groupVersionKind(kind)));
    return tree;
  }

  private static Map<String, Object> groupVersionKind(Kind kind) {
    return Map.of("group", kind.group(), "version", kind.version(), "kind", kind.kindName());
  }

  private static Map<String, Object> info() {
    return Map.of("title", "Weft", "version", "v1");
  }

  private static String base(Kind kind) {
    return (kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/") + kind.version();
  }

  private static String schemaName(Kind kind) {
    return (kind.group().isEmpty() ? "core" : kind.group())
        + "."
        + kind.version()
        + "."
        + kind.kindName();
  }
}
