package dev.weft.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the mesh serves of its own beside resources: agents, alerts, states of service, tokens. */
final class OpenApiMesh {
  private static final String BASE = "/apis/weft.dev/v1";
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> NUMBER = Map.of("type", "integer", "format", "int64");

  private OpenApiMesh() {}

  static Map<String, Object> paths() {
    var paths = new LinkedHashMap<String, Object>();
    paths.put(
        BASE + "/agents",
        Map.of("get", operation("The agents, and what each said last.", anything())));
    ofAgents(paths, "lease", "Renews the lease of all the agent's routees.", lease());
    ofAgents(paths, "verdicts", "Reports what the agent's probe found.", verdicts());
    ofAgents(paths, "events", "Reports what the agent's broker did.", anything());
    ofAgents(paths, "observations", "Reports how the broker's calls went.", anything());
    ofAgents(paths, "signals", "Reports who called whom in the last second.", anything());
    OpenApiSignals.add(paths, BASE);
    for (RecordKind kind : RecordKind.values()) {
      records(paths, kind);
    }
    paths.put(
        BASE + "/alerts/{type}",
        Map.of(
            "parameters",
            List.of(OpenApiFixed.inPath("type")),
            "delete",
            orNotFound(operation("Overrules an alert: what it held back is done.", status()))));
    paths.put(BASE + "/namespaces/{namespace}/routees/{name}/outofservice", outOfService());
    paths.put(
        BASE + "/namespaces/{namespace}/routees/{name}/health",
        Map.of(
            "parameters",
            List.of(OpenApiFixed.inPath("namespace"), OpenApiFixed.inPath("name")),
            "put",
            orConflict(
                with(
                    operation(
                        "Says how the routee is, where its policy leaves that to it.", status()),
                    object(
                        Map.of(
                            "status",
                            Map.of(
                                "type",
                                "string",
                                "enum",
                                List.of("passing", "degraded", "failing")),
                            "note",
                            TEXT),
                        "status")))));
    paths.put(
        BASE + "/namespaces/{namespace}/routees/{name}/observed",
        Map.of(
            "parameters",
            List.of(OpenApiFixed.inPath("namespace"), OpenApiFixed.inPath("name")),
            "get",
            orNotFound(operation("What is seen of the routee of late.", anything()))));
    OpenApiCalls.addTo(paths);
    paths.put(BASE + "/backup", Map.of("get", backup()));
    paths.put(BASE + "/tokens", tokens());
    paths.put(
        BASE + "/tokens/{id}",
        Map.of(
            "parameters",
            List.of(OpenApiFixed.inPath("id")),
            "get",
            orNotFound(operation("A token, without what it is.", anything())),
            "delete",
            orNotFound(operation("Revokes a token.", status()))));
    return paths;
  }

  private static void ofAgents(
      Map<String, Object> paths, String what, String does, Map<String, Object> body) {
    paths.put(
        BASE + "/agents/{name}/" + what,
        Map.of(
            "parameters",
            List.of(OpenApiFixed.inPath("name")),
            "put",
            with(operation(does, status()), body)));
  }

  private static void records(Map<String, Object> paths, RecordKind kind) {
    String what =
        kind == RecordKind.EVENT
            ? "The last events, the newest last; ?watch=1 goes on with those to come."
            : "The alerts that fire; ?watch=1 goes on with what begins and ends.";
    var list = operation(what, anything());
    var parameters = new ArrayList<Object>();
    for (String text : List.of("resourceVersion", "fieldSelector")) {
      parameters.add(OpenApiFixed.inQuery(text, "string"));
    }
    parameters.add(OpenApiFixed.inQuery("watch", "boolean"));
    parameters.add(OpenApiFixed.inQuery("limit", "integer"));
    parameters.add(OpenApiFixed.inQuery("timeoutSeconds", "integer"));
    list.put("parameters", parameters);
    paths.put(BASE + "/" + kind.plural(), Map.of("get", list));
    Map<String, Object> namespace = OpenApiFixed.inPath("namespace");
    String within = BASE + "/namespaces/{namespace}/" + kind.plural();
    paths.put(within, Map.of("parameters", List.of(namespace), "get", list));
    paths.put(
        within + "/{name}",
        Map.of(
            "parameters",
            List.of(namespace, OpenApiFixed.inPath("name")),
            "get",
            orNotFound(operation("One of them.", anything()))));
  }

  private static Map<String, Object> outOfService() {
    var put = operation("Takes the routee out of service: brokers send it nothing.", anything());
    var body =
        object(
            Map.of(
                "mode",
                Map.of("type", "string", "enum", List.of("Cordon", "Drain")),
                "reason",
                TEXT),
            "mode");
    return Map.of(
        "parameters",
        List.of(OpenApiFixed.inPath("namespace"), OpenApiFixed.inPath("name")),
        "get",
        orNotFound(operation("How it stands; 404 where it is in service.", anything())),
        "put",
        orNotFound(with(put, body)),
        "delete",
        orNotFound(operation("Brings it back.", status())));
  }

  private static Map<String, Object> tokens() {
    var post = operation("Makes a token; the answer alone says what it is.", anything());
    Map<String, Object> made = new LinkedHashMap<>(OpenApiFixed.failures());
    made.put("201", OpenApiFixed.answer(Call.JSON, anything()));
    post.put("responses", made);
    Map<String, Object> texts = Map.of("type", "array", "items", TEXT);
    var body =
        object(
            Map.of(
                "name", TEXT,
                "scopes", texts,
                "namespace", TEXT,
                "services", texts,
                "ttlSeconds", NUMBER),
            "name",
            "scopes");
    return Map.of(
        "get",
        operation("The tokens, without what they are.", anything()),
        "post",
        with(post, body));
  }

  /** Of {@link AccessReview}. */
  static Map<String, Object> review() {
    Map<String, Object> made = new LinkedHashMap<>(OpenApiFixed.failures());
    made.put("201", OpenApiFixed.answer(Call.JSON, anything()));
    var post = operation("Whether the caller may do what is asked about.", anything());
    post.put("responses", made);
    return with(post, object(Map.of("spec", anything()), "spec"));
  }

  private static Map<String, Object> backup() {
    var responses = new LinkedHashMap<String, Object>(OpenApiFixed.failures());
    responses.put(
        "200",
        OpenApiFixed.answer(
            BackupDownload.CONTENT_TYPE, Map.of("type", "string", "format", "binary")));
    var get = new LinkedHashMap<String, Object>();
    get.put("description", "Everything that is stored, at one revision.");
    get.put("responses", responses);
    return get;
  }

  private static Map<String, Object> lease() {
    var refused =
        object(
            Map.of("kind", TEXT, "namespace", TEXT, "name", TEXT, "reason", TEXT),
            "kind",
            "name",
            "reason");
    return object(
        Map.of(
            "ttlSeconds", NUMBER,
            "revision", NUMBER,
            "refused", Map.of("type", "array", "items", refused),
            "inFlight", Map.of("type", "object", "additionalProperties", NUMBER),
            "kinds", Map.of("type", "array", "items", TEXT),
            "gateways", Map.of("type", "array", "items", gateway())),
        "ttlSeconds");
  }

  private static Map<String, Object> gateway() {
    var refused =
        object(
            Map.of("kind", TEXT, "namespace", TEXT, "name", TEXT, "listener", TEXT, "reason", TEXT),
            "kind",
            "namespace",
            "name",
            "listener",
            "reason");
    return object(
        Map.of(
            "namespace", TEXT,
            "name", TEXT,
            "addresses", Map.of("type", "array", "items", TEXT),
            "unusable", Map.of("type", "object", "additionalProperties", TEXT),
            "refused", Map.of("type", "array", "items", refused)),
        "namespace",
        "name");
  }

  private static Map<String, Object> verdicts() {
    var verdict =
        object(
            Map.of(
                "namespace",
                TEXT,
                "name",
                TEXT,
                "verdict",
                Map.of(
                    "type", "string", "enum", List.of("passing", "degraded", "failing", "unknown")),
                "evidence",
                Map.of("type", "array", "items", TEXT, "maxItems", 16),
                "since",
                Map.of("type", "string", "format", "date-time")),
            "namespace",
            "name",
            "verdict",
            "since");
    return object(Map.of("verdicts", Map.of("type", "array", "items", verdict, "maxItems", 1000)));
  }

  static Map<String, Object> operation(String description, Map<String, Object> answer) {
    Map<String, Object> responses = new LinkedHashMap<>(OpenApiFixed.failures());
    responses.put("200", OpenApiFixed.answer(Call.JSON, answer));
    var operation = new LinkedHashMap<String, Object>();
    operation.put("description", description);
    operation.put("responses", responses);
    return operation;
  }

  private static Map<String, Object> with(Map<String, Object> operation, Object body) {
    operation.put(
        "requestBody",
        Map.of("required", true, "content", Map.of(Call.JSON, Map.of("schema", body))));
    return operation;
  }

  @SuppressWarnings("unchecked") // made above
  private static Map<String, Object> orNotFound(Map<String, Object> operation) {
    var responses = new LinkedHashMap<>((Map<String, Object>) operation.get("responses"));
    responses.put("404", OpenApiFixed.answer(Call.JSON, status()));
    operation.put("responses", responses);
    return operation;
  }

  @SuppressWarnings("unchecked") // made above
  private static Map<String, Object> orConflict(Map<String, Object> operation) {
    var responses =
        new LinkedHashMap<>((Map<String, Object>) orNotFound(operation).get("responses"));
    responses.put("409", OpenApiFixed.answer(Call.JSON, status()));
    operation.put("responses", responses);
    return operation;
  }

  private static Map<String, Object> object(Map<String, Object> fields, String... required) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", fields);
    if (required.length > 0) {
      schema.put("required", new ArrayList<>(List.of(required)));
    }
    return schema;
  }

  static Map<String, Object> anything() {
    return OpenApiSchemas.ref(OpenApiSchemas.ANY);
  }

  private static Map<String, Object> status() {
    return OpenApiSchemas.ref(OpenApiSchemas.STATUS);
  }
}
