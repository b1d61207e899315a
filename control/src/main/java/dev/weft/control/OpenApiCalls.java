package dev.weft.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is served about calls: see {@link CallRequests}. */
final class OpenApiCalls {
  private static final String BASE = "/apis/weft.dev/v1/";
  private static final Map<String, Object> TEXT = Map.of("type", "string");

  private OpenApiCalls() {}

  static void addTo(Map<String, Object> paths) {
    Map<String, Object> asked = operation("What would become of a call; none is sent.");
    asked.put("parameters", inQuery(List.of("method", "url", "header", "from", "gateway")));
    Map<String, Object> posted = operation("The same, asked in a body.");
    posted.put(
        "requestBody",
        Map.of(
            "required",
            true,
            "content",
            Map.of(
                Call.JSON,
                Map.of(
                    "schema",
                    Map.of(
                        "type",
                        "object",
                        "required",
                        List.of("url"),
                        "properties",
                        Map.of(
                            "method",
                            TEXT,
                            "url",
                            TEXT,
                            "headers",
                            Map.of("type", "object", "additionalProperties", TEXT),
                            "from",
                            TEXT,
                            "gateway",
                            TEXT))))));
    paths.put(BASE + "explain", Map.of("get", asked, "post", posted));
    paths.put(
        BASE + "exchanges/{id}",
        Map.of(
            "parameters",
            List.of(OpenApiFixed.inPath("id")),
            "get",
            operation("What became of an exchange, by its name in X-Weft-Exchange.")));
    List<String> filters =
        List.of(
            "service", "routee", "caller", "method", "path", "status", "slower", "failed", "sample",
            "limit", "query", "header");
    Map<String, Object> last = operation("The last exchanges that match, the newest first.");
    last.put("parameters", inQuery(filters));
    paths.put(BASE + "exchanges", Map.of("get", last));
    Map<String, Object> live = operation("Exchanges that match, as lines of JSON while they end.");
    live.put("parameters", inQuery(filters));
    paths.put(BASE + "tap", Map.of("get", live));
  }

  private static List<Object> inQuery(List<String> names) {
    var parameters = new ArrayList<Object>();
    names.forEach(name -> parameters.add(OpenApiFixed.inQuery(name, "string")));
    return parameters;
  }

  private static Map<String, Object> operation(String description) {
    var responses = new LinkedHashMap<String, Object>(OpenApiFixed.failures());
    responses.put("200", OpenApiFixed.answer(Call.JSON, OpenApiSchemas.ref(OpenApiSchemas.ANY)));
    responses.put("501", OpenApiFixed.answer(Call.JSON, OpenApiSchemas.ref(OpenApiSchemas.STATUS)));
    var operation = new LinkedHashMap<String, Object>();
    operation.put("description", description);
    operation.put("responses", responses);
    return operation;
  }
}
