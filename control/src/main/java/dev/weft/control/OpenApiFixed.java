package dev.weft.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The URLs that are no kind's, and what all URLs share. */
final class OpenApiFixed {
  private static final String TEXT_TYPE = "text/plain";

  private OpenApiFixed() {}

  static Map<String, Object> paths() {
    var paths = new LinkedHashMap<String, Object>();
    page(paths, "/", "text/html", "The dashboard.");
    page(paths, "/healthz", TEXT_TYPE, "Whether the registry runs.");
    page(paths, "/livez", TEXT_TYPE, "The same.");
    page(paths, "/readyz", TEXT_TYPE, "Whether it can be asked.");
    page(paths, "/metrics", TEXT_TYPE, "What it counts, as OpenMetrics.");
    page(paths, "/version", Call.JSON, "Its version.");
    page(paths, "/openapi.json", Call.JSON, "This document.");
    page(paths, "/openapi/v2", Call.JSON, "The schemas in OpenAPI 2.");
    page(paths, "/openapi/v3", Call.JSON, "Where the document of each group and version is.");
    page(paths, "/api", Call.JSON, "The versions of the core group.");
    page(paths, "/apis", Call.JSON, "The other groups.");
    var bases = new TreeSet<String>();
    for (OpenApi.Served served : OpenApi.Served.all()) {
      bases.add(served.base());
      if (!served.kind().group().isEmpty()) {
        bases.add("/apis/" + served.kind().group());
      }
    }
    for (String base : bases) {
      page(paths, base, Call.JSON, "What is served below.");
    }
    for (OpenApi.Served served : OpenApi.Served.all()) {
      page(paths, "/openapi/v3" + served.base(), Call.JSON, "The document of one version.");
    }
    paths.putAll(OpenApiMesh.paths());
    paths.put("/" + String.join("/", AccessReview.PATH), Map.of("post", OpenApiMesh.review()));
    var watch = new LinkedHashMap<String, Object>();
    watch.put("description", "All kinds in the order of their revisions, one event a line.");
    watch.put("parameters", listParameters(false));
    watch.put(
        "responses",
        responses(Call.JSON + ";stream=watch", OpenApiSchemas.ref(OpenApiSchemas.EVENT)));
    paths.put("/apis/weft.dev/v1/watch", Map.of("get", watch));
    return paths;
  }

  private static void page(
      Map<String, Object> paths, String path, String type, String description) {
    var schema =
        type.equals(Call.JSON)
            ? OpenApiSchemas.ref(OpenApiSchemas.ANY)
            : Map.<String, Object>of("type", "string");
    var get = new LinkedHashMap<String, Object>();
    get.put("description", description);
    get.put("responses", responses(type, schema));
    paths.put(path, Map.of("get", get));
  }

  private static Map<String, Object> responses(String type, Map<String, Object> schema) {
    var responses = new LinkedHashMap<String, Object>(failures());
    responses.put("200", answer(type, schema));
    return responses;
  }

  static Map<String, Object> answer(String type, Map<String, Object> schema) {
    return Map.of("description", "OK", "content", Map.of(type, Map.of("schema", schema)));
  }

  /** Every other code comes with a Status. */
  static Map<String, Object> failures() {
    return Map.of(
        "default",
        Map.of(
            "description",
            "What is wrong: of a field its path, its value and what is accepted.",
            "content",
            Map.of(Call.JSON, Map.of("schema", OpenApiSchemas.ref(OpenApiSchemas.STATUS)))));
  }

  static Map<String, Object> inPath(String name) {
    return Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string"));
  }

  static Map<String, Object> inQuery(String name, String type) {
    return Map.of("name", name, "in", "query", "schema", Map.of("type", type));
  }

  /**
   * @param ofOneKind whether it is a list too, which the watch of all kinds is not
   */
  static List<Object> listParameters(boolean ofOneKind) {
    var parameters = new ArrayList<Object>();
    parameters.add(inQuery("resourceVersion", "string"));
    parameters.add(inQuery("timeoutSeconds", "integer"));
    parameters.add(inQuery("labelSelector", "string"));
    parameters.add(inQuery("fieldSelector", "string"));
    if (ofOneKind) {
      parameters.add(inQuery("watch", "boolean"));
      parameters.add(inQuery("allowWatchBookmarks", "boolean"));
      parameters.add(inQuery("sendInitialEvents", "boolean"));
      parameters.add(inQuery("limit", "integer"));
      parameters.add(inQuery("continue", "string"));
      parameters.add(inQuery("resourceVersionMatch", "string"));
    }
    return parameters;
  }
}
