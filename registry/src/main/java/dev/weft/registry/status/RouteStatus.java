package dev.weft.registry.status;

import dev.weft.model.gateway.Resolution;
import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A route's status: one entry for each parent of which this controller speaks. */
final class RouteStatus {
  private RouteStatus() {}

  static Map<String, Object> of(Resolution.OfRoute found, Instant now) {
    Resource route = found.route();
    var entries = new ArrayList<Object>();
    for (Object entry : written(route.status())) {
      if (!Tree.of(entry).text("controllerName").equals(Said.CONTROLLER)) {
        entries.add(entry);
      }
    }
    for (Resolution.OfParent parent : found.parents()) {
      var entry = new LinkedHashMap<String, Object>(before(route, parent.ref()));
      entry.put("parentRef", parent.ref());
      entry.put("controllerName", Said.CONTROLLER);
      entries.add(
          Said.put(
              entry,
              parent.conditions().stream().map(Said::of).toList(),
              route.metadata().generation(),
              now));
    }
    var status = new LinkedHashMap<String, Object>(route.status());
    status.put("parents", entries);
    return status;
  }

  private static List<?> written(Map<String, Object> status) {
    return status.get("parents") instanceof List<?> list ? list : List.of();
  }

  private static Map<String, Object> before(Resource route, Map<?, ?> ref) {
    var before = new LinkedHashMap<String, Object>();
    for (Object entry : written(route.status())) {
      Tree tree = Tree.of(entry);
      if (tree.text("controllerName").equals(Said.CONTROLLER)
          && Statuses.same(ref, tree.map().get("parentRef"))) {
        tree.map().forEach((name, value) -> before.put(String.valueOf(name), value));
      }
    }
    return before;
  }
}
