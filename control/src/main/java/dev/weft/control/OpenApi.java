package dev.weft.control;

import dev.weft.model.resource.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * OpenAPI documents: the URLs follow from {@link Kind}, the fields from the schemas that documents
 * are held against. Made anew at every request, which is rare, so that nothing is kept in memory.
 */
final class OpenApi {
  private OpenApi() {}

  /** A kind under one of its versions. */
  record Served(Kind kind, String version) {
    static List<Served> all() {
      return Stream.of(Kind.values())
          .flatMap(kind -> kind.versions().stream().map(version -> new Served(kind, version)))
          .toList();
    }

    /** {@code /api/v1} or {@code /apis/GROUP/VERSION}. */
    String base() {
      return (kind.group().isEmpty() ? "/api/" : "/apis/" + kind.group() + "/") + version;
    }

    Map<String, Object> groupVersionKind() {
      return Map.of("group", kind.group(), "version", version, "kind", kind.kindName());
    }
  }

  /** {@code /openapi.json}: everything, in version 3. */
  static Map<String, Object> v3() {
    return document(Served.all(), OpenApiFixed.paths());
  }

  /** {@code /openapi/v3}: where the document of each group and version is. */
  static Map<String, Object> v3Index() {
    var paths = new TreeMap<String, Object>();
    for (Served served : Served.all()) {
      String path = served.base().substring(1);
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
    List<Served> there =
        Served.all().stream().filter(s -> path.equals("openapi/v3" + s.base())).toList();
    if (there.isEmpty()) {
      throw Refusal.noSuchPath();
    }
    return document(there, Map.of());
  }

  /** {@code /openapi/v2}: the schemas in version 2, for older clients. */
  static Map<String, Object> v2() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("swagger", "2.0");
    tree.put("info", info());
    tree.put("paths", Map.of());
    tree.put("definitions", OpenApiSchemas.v2(Served.all()));
    return tree;
  }

  private static Map<String, Object> document(List<Served> all, Map<String, Object> fixed) {
    var paths = new LinkedHashMap<String, Object>(fixed);
    all.forEach(served -> paths.putAll(new OpenApiPaths(served).all()));
    var schemas = new LinkedHashMap<String, Object>(OpenApiSchemas.shared());
    all.forEach(served -> schemas.putAll(OpenApiSchemas.of(served)));
    var tree = new LinkedHashMap<String, Object>();
    tree.put("openapi", "3.0.0");
    tree.put("info", info());
    tree.put("paths", paths);
    tree.put(
        "components",
        Map.of(
            "schemas",
            schemas,
            "securitySchemes",
            Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
    tree.put("security", new ArrayList<Object>(List.of(Map.of("token", List.of()), Map.of())));
    return tree;
  }

  private static Map<String, Object> info() {
    return Map.of("title", "Weft", "version", "v1");
  }
}
