package dev.weft.control;

import java.util.List;
import java.util.Map;

/** Who calls whom, as the OpenAPI document describes it. */
final class OpenApiSignals {
  private OpenApiSignals() {}

  static void add(Map<String, Object> paths, String base) {
    var table =
        OpenApiMesh.operation(
            "Who calls whom and how that goes; ?watch=1 goes on each second, as lines or, where"
                + " text/event-stream is accepted, as server-sent events.",
            OpenApiMesh.anything());
    table.put(
        "parameters",
        List.of(
            OpenApiFixed.inQuery("window", "string"),
            OpenApiFixed.inQuery("service", "string"),
            OpenApiFixed.inQuery("caller", "string"),
            OpenApiFixed.inQuery("watch", "boolean")));
    Map<String, Object> namespace = OpenApiFixed.inPath("namespace");
    String within = base + "/namespaces/{namespace}/" + SignalRequests.SIGNALS;
    paths.put(base + "/" + SignalRequests.SIGNALS, Map.of("get", table));
    paths.put(within, Map.of("parameters", List.of(namespace), "get", table));
    var series =
        OpenApiMesh.operation("How a service's calls went over time.", OpenApiMesh.anything());
    series.put("parameters", List.of(OpenApiFixed.inQuery("window", "string")));
    paths.put(
        within + "/{name}",
        Map.of("parameters", List.of(namespace, OpenApiFixed.inPath("name")), "get", series));
  }
}
