package dev.weft.control;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.registry.signal.Golden;
import dev.weft.registry.signal.Point;
import dev.weft.registry.signal.SignalSeries;
import dev.weft.registry.signal.SignalTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Signals as the API shows them. */
final class SignalTrees {
  private static final String API_VERSION = "weft.dev/v1";
  private static final Comparator<Map.Entry<EdgeName, Golden>> BUSIEST_FIRST =
      Comparator.comparingLong((Map.Entry<EdgeName, Golden> row) -> -row.getValue().calls())
          .thenComparing(row -> row.getKey().service())
          .thenComparing(row -> row.getKey().caller())
          .thenComparing(row -> String.valueOf(row.getKey().routee()));

  private SignalTrees() {}

  static Map<String, Object> of(SignalTable table, SignalQuery query) {
    var edges = new LinkedHashMap<EdgeName, Golden>();
    table
        .edges()
        .forEach((edge, golden) -> {
          if (query.matches(edge)) {
            edges.put(edge, golden);
          }
        });
    Map<EdgeName, Golden> services =
        joined(edges, edge -> new EdgeName("", edge.service(), "", null));
    Map<EdgeName, Golden> routees =
        joined(
            edges,
            edge ->
                edge.routee() == null ? null : new EdgeName("", edge.service(), "", edge.routee()));
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "SignalList");
    tree.put("apiVersion", API_VERSION);
    tree.put("at", table.at().toString());
    tree.put("windowSeconds", table.seconds());
    tree.put("edges", rows(edges, table.seconds(), true));
    tree.put(
        "pairs",
        rows(
            joined(edges, edge -> new EdgeName(edge.caller(), edge.service(), "", null)),
            table.seconds(),
            false));
    tree.put("services", rows(services, table.seconds(), false));
    List<Map<String, Object>> shared = rows(routees, table.seconds(), false);
    addShares(shared);
    tree.put("routees", shared);
    tree.put("agents", table.agents());
    tree.put("left", table.left());
    return tree;
  }

  private static Map<EdgeName, Golden> joined(
      Map<EdgeName, Golden> edges, Function<EdgeName, @Nullable EdgeName> by) {
    var joined = new LinkedHashMap<EdgeName, Golden>();
    edges.forEach((edge, golden) -> {
      @Nullable EdgeName key = by.apply(edge);
      if (key != null) {
        joined.computeIfAbsent(key, name -> new Golden()).add(golden);
      }
    });
    return joined;
  }

  private static List<Map<String, Object>> rows(
      Map<EdgeName, Golden> all, int seconds, boolean route) {
    var rows = new ArrayList<Map<String, Object>>();
    all.entrySet().stream()
        .sorted(BUSIEST_FIRST)
        .forEach(entry -> rows.add(row(entry.getKey(), entry.getValue(), seconds, route)));
    return rows;
  }

  private static Map<String, Object> row(EdgeName edge, Golden golden, int seconds, boolean route) {
    var row = new LinkedHashMap<String, Object>();
    if (!edge.caller().isEmpty()) {
      row.put("caller", edge.caller());
    }
    row.put("namespace", edge.service().namespace());
    row.put("service", edge.service().name());
    if (route) {
      row.put("route", edge.route());
    }
    if (edge.routee() != null) {
      row.put("routee", edge.routee().name());
    }
    row.put("calls", golden.calls());
    row.put("failed", golden.failed());
    row.put("retries", golden.retries());
    row.put("inFlight", rounded((double) golden.inFlightSeconds() / seconds, 10));
    row.put("rate", rounded((double) golden.calls() / seconds, 100));
    row.put("success", success(golden.calls(), golden.failed()));
    row.put("p50Ms", rounded(golden.quantileMillis(0.5), 1_000));
    row.put("p95Ms", rounded(golden.quantileMillis(0.95), 1_000));
    row.put("p99Ms", rounded(golden.quantileMillis(0.99), 1_000));
    return row;
  }

  /** What part of its service's calls each routee had. */
  private static void addShares(List<Map<String, Object>> routees) {
    var all = new LinkedHashMap<ServiceName, Long>();
    for (Map<String, Object> row : routees) {
      all.merge(serviceOf(row), (long) row.getOrDefault("calls", 0L), Long::sum);
    }
    for (Map<String, Object> row : routees) {
      long sum = all.getOrDefault(serviceOf(row), 0L);
      long calls = (long) row.getOrDefault("calls", 0L);
      row.put("share", rounded(sum == 0 ? 0 : (double) calls / sum, 1_000));
    }
  }

  private static ServiceName serviceOf(Map<String, Object> row) {
    return new ServiceName(
        String.valueOf(row.get("namespace")), String.valueOf(row.get("service")));
  }

  static Map<String, Object> of(SignalSeries series) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("kind", "SignalSeries");
    tree.put("apiVersion", API_VERSION);
    tree.put("namespace", series.service().namespace());
    tree.put("service", series.service().name());
    tree.put("stepSeconds", series.stepSeconds());
    var times = new ArrayList<Long>();
    for (int i = 0; i < series.steps(); i++) {
      times.add(series.fromSecond() + (long) i * series.stepSeconds());
    }
    tree.put("times", times);
    tree.put("total", columns(series, series.total()));
    tree.put("routees", named("routee", series, series.routees()));
    tree.put("callers", named("caller", series, series.callers()));
    return tree;
  }

  private static List<Map<String, Object>> named(
      String what, SignalSeries series, Map<String, List<Point>> all) {
    var named = new ArrayList<Map<String, Object>>();
    all.forEach((name, points) -> {
      var one = new LinkedHashMap<String, Object>();
      one.put(what, name);
      one.putAll(columns(series, points));
      named.add(one);
    });
    return named;
  }

  private static Map<String, Object> columns(SignalSeries series, List<Point> points) {
    var byStep = new @Nullable Point[series.steps()];
    for (Point point : points) {
      long step = (point.second() - series.fromSecond()) / series.stepSeconds();
      if (step >= 0 && step < byStep.length) {
        byStep[(int) step] = point;
      }
    }
    double seconds = series.stepSeconds();
    var columns = new LinkedHashMap<String, Object>();
    columns.put("rate", column(byStep, 0, point -> rounded(point.calls() / seconds, 100)));
    columns.put("success", column(byStep, null, point -> success(point.calls(), point.failed())));
    columns.put("inFlight", column(byStep, 0, point -> rounded(point.inFlight(), 10)));
    columns.put("retries", column(byStep, 0, Point::retries));
    columns.put("p50Ms", column(byStep, null, point -> rounded(point.p50Millis(), 1_000)));
    columns.put("p95Ms", column(byStep, null, point -> rounded(point.p95Millis(), 1_000)));
    columns.put("p99Ms", column(byStep, null, point -> rounded(point.p99Millis(), 1_000)));
    return columns;
  }

  private static List<@Nullable Object> column(
      @Nullable Point[] points,
      @Nullable Object otherwise,
      Function<Point, @Nullable Object> value) {
    var column = new ArrayList<@Nullable Object>(points.length);
    for (@Nullable Point point : points) {
      column.add(point == null ? otherwise : value.apply(point));
    }
    return column;
  }

  private static @Nullable Double success(long calls, long failed) {
    return calls == 0 ? null : rounded((double) (calls - failed) / calls, 10_000);
  }

  private static @Nullable Double rounded(double value, int parts) {
    return Double.isNaN(value) ? null : (double) Math.round(value * parts) / parts;
  }
}
