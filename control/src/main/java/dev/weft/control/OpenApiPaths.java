package dev.weft.control;

import dev.weft.control.OpenApi.Served;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The URLs of one kind under one version, with what can be done at each. */
record OpenApiPaths(Served served) {
  private static final List<String> PATCHES = List.of(Patch.MERGE, Patch.JSON, Patch.STRATEGIC);

  Map<String, Object> all() {
    String plural = served.kind().plural();
    var paths = new LinkedHashMap<String, Object>();
    String collection = served.base() + "/" + plural;
    if (served.kind().namespaced()) {
      paths.put(collection, path(Map.of("get", list("AllNamespaces")), false, false));
      collection = served.base() + "/namespaces/{namespace}/" + plural;
    }
    boolean inNamespace = served.kind().namespaced();
    var many = new LinkedHashMap<String, Object>();
    many.put("get", list(""));
    many.put("post", write("post", "", "201"));
    if (inNamespace) {
      many.put("delete", deleteMany());
    }
    paths.put(collection, path(many, inNamespace, false));
    var one = new LinkedHashMap<String, Object>();
    one.put("get", get(""));
    one.put("put", write("put", "", "200", "201"));
    one.put("patch", write("patch", "", "200"));
    one.put("delete", delete());
    paths.put(collection + "/{name}", path(one, inNamespace, true));
    if (Target.serves(served.kind(), Target.STATUS)) {
      var status = new LinkedHashMap<String, Object>();
      status.put("get", get("Status"));
      status.put("put", write("put", "Status", "200"));
      status.put("patch", write("patch", "Status", "200"));
      paths.put(collection + "/{name}/" + Target.STATUS, path(status, inNamespace, true));
    }
    if (Target.serves(served.kind(), Target.LEASE)) {
      var lease = operation("put", "Lease");
      lease.put("responses", responses(OpenApiSchemas.ref(OpenApiSchemas.STATUS), "200"));
      paths.put(
          collection + "/{name}/" + Target.LEASE, path(Map.of("put", lease), inNamespace, true));
    }
    return paths;
  }

  private static Map<String, Object> path(
      Map<String, Object> operations, boolean inNamespace, boolean named) {
    var parameters = new ArrayList<Object>();
    if (inNamespace) {
      parameters.add(OpenApiFixed.inPath("namespace"));
    }
    if (named) {
      parameters.add(OpenApiFixed.inPath("name"));
    }
    var tree = new LinkedHashMap<String, Object>(operations);
    if (!parameters.isEmpty()) {
      tree.put("parameters", parameters);
    }
    return tree;
  }

  private Map<String, Object> list(String where) {
    var tree = operation("list", where);
    tree.put("parameters", OpenApiFixed.listParameters(true));
    var content = new LinkedHashMap<String, Object>();
    content.put(Call.JSON, Map.of("schema", OpenApiSchemas.ref(OpenApiSchemas.listName(served))));
    content.put(
        Call.JSON + ";stream=watch", Map.of("schema", OpenApiSchemas.ref(OpenApiSchemas.EVENT)));
    var responses = new LinkedHashMap<String, Object>(OpenApiFixed.failures());
    responses.put("200", Map.of("description", "OK", "content", content));
    tree.put("responses", responses);
    return tree;
  }

  private Map<String, Object> get(String subresource) {
    var tree = operation("get", subresource);
    tree.put("responses", responses(document(), "200"));
    return tree;
  }

  private Map<String, Object> delete() {
    var tree = operation("delete", "");
    tree.put("parameters", List.of(OpenApiFixed.inQuery("dryRun", "string")));
    tree.put(
        "requestBody",
        Map.of(
            "required",
            false,
            "content",
            Map.of(Call.JSON, Map.of("schema", OpenApiSchemas.ref(OpenApiSchemas.ANY)))));
    tree.put("responses", responses(OpenApiSchemas.ref(OpenApiSchemas.STATUS), "200"));
    return tree;
  }

  /** Those that the selectors choose. */
  private Map<String, Object> deleteMany() {
    var tree = operation("deletecollection", "");
    tree.put(
        "parameters",
        List.of(
            OpenApiFixed.inQuery("labelSelector", "string"),
            OpenApiFixed.inQuery("fieldSelector", "string"),
            OpenApiFixed.inQuery("dryRun", "string")));
    tree.put("responses", responses(OpenApiSchemas.ref(OpenApiSchemas.STATUS), "200"));
    return tree;
  }

  private Map<String, Object> write(String action, String subresource, String... codes) {
    var tree = operation(action, subresource);
    // Unknown fields are always refused, which is what strict field validation means.
    tree.put(
        "parameters",
        List.of(
            OpenApiFixed.inQuery("fieldValidation", "string"),
            OpenApiFixed.inQuery("fieldManager", "string"),
            OpenApiFixed.inQuery("dryRun", "string")));
    boolean patch = action.equals("patch");
    var content = new LinkedHashMap<String, Object>();
    for (String type : patch ? PATCHES : List.of(Call.JSON)) {
      content.put(type, Map.of("schema", patch ? Map.of() : document()));
    }
    tree.put("requestBody", Map.of("required", true, "content", content));
    tree.put("responses", responses(document(), codes));
    return tree;
  }

  private Map<String, Object> document() {
    return OpenApiSchemas.ref(OpenApiSchemas.name(served));
  }

  private static Map<String, Object> responses(Map<String, Object> schema, String... codes) {
    var responses = new LinkedHashMap<String, Object>(OpenApiFixed.failures());
    for (String code : codes) {
      responses.put(code, OpenApiFixed.answer(Call.JSON, schema));
    }
    return responses;
  }

  private Map<String, Object> operation(String action, String rest) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("operationId", action + OpenApiSchemas.name(served).replace(".", "_") + rest);
    tree.put("tags", List.of(served.kind().plural()));
    tree.put("x-kubernetes-action", action);
    tree.put("x-kubernetes-group-version-kind", served.groupVersionKind());
    return tree;
  }
}
