package dev.weft.control.page;

import dev.weft.control.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Golden signals in the form in which the registry tells them (docs/design/visibility.md). */
final class RecordedSignals {
  static final String NOW = "/apis/weft.dev/v1/signals";

  private final List<Map<String, Object>> pairs = new ArrayList<>();
  private final Map<String, Map<String, Object>> services = new LinkedHashMap<>();
  private final List<Map<String, Object>> routees = new ArrayList<>();

  /**
   * @param rate calls a second
   * @param success 0 to 1
   */
  RecordedSignals pair(String caller, String service, double rate, double success) {
    var pair = figures(rate, success);
    pair.put("caller", caller);
    pair.put("namespace", "default");
    pair.put("service", service);
    pairs.add(pair);
    var total = figures(rate, success);
    total.put("namespace", "default");
    total.put("service", service);
    services.put(service, total);
    return this;
  }

  RecordedSignals routee(String service, String routee, double rate, double share) {
    var one = figures(rate, 1);
    one.put("namespace", "default");
    one.put("service", service);
    one.put("routee", routee);
    one.put("share", share);
    routees.add(one);
    return this;
  }

  private static Map<String, Object> figures(double rate, double success) {
    long calls = Math.round(rate * 10);
    var tree = new LinkedHashMap<String, Object>();
    tree.put("calls", calls);
    tree.put("failed", Math.round(calls * (1 - success)));
    tree.put("retries", 0);
    tree.put("inFlight", 2);
    tree.put("rate", rate);
    tree.put("success", success);
    tree.put("p50Ms", 1.9);
    tree.put("p95Ms", 4.1);
    tree.put("p99Ms", 8.7);
    return tree;
  }

  byte[] json() {
    return Json.write(
        Map.of(
            "kind",
            "SignalList",
            "apiVersion",
            "weft.dev/v1",
            "at",
            "2026-11-23T22:50:01.204Z",
            "windowSeconds",
            10,
            "edges",
            List.of(),
            "pairs",
            pairs,
            "services",
            List.copyOf(services.values()),
            "routees",
            routees,
            "agents",
            1,
            "left",
            0));
  }

  static String seriesOf(String service) {
    return "/apis/weft.dev/v1/namespaces/default/signals/" + service;
  }

  /** Fifteen minutes that end at a time; the answers become slow in the last three. */
  static byte[] series(String service, long endSeconds) {
    var times = new ArrayList<Long>();
    var names = List.of("rate", "success", "inFlight", "retries", "p50Ms", "p95Ms", "p99Ms");
    var total = new LinkedHashMap<String, List<Object>>();
    names.forEach(name -> total.put(name, new ArrayList<>()));
    for (int i = 0; i < 180; i++) {
      times.add(endSeconds - (180 - i) * 5L);
      double slow = i > 144 ? 20 : 1;
      Object[] values = {48 + i % 5, 1, 2, 0, 2 * slow, 4 * slow, 8 * slow};
      for (int column = 0; column < values.length; column++) {
        Objects.requireNonNull(total.get(names.get(column))).add(values[column]);
      }
    }
    return Json.write(
        Map.of(
            "kind",
            "SignalSeries",
            "apiVersion",
            "weft.dev/v1",
            "namespace",
            "default",
            "service",
            service,
            "stepSeconds",
            5,
            "times",
            times,
            "total",
            total,
            "routees",
            List.of(),
            "callers",
            List.of()));
  }
}
