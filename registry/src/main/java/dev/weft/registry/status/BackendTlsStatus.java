package dev.weft.registry.status;

import dev.weft.model.gateway.Resolution;
import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A BackendTLSPolicy's status: one entry for each gateway or service that it concerns. */
final class BackendTlsStatus {
  private BackendTlsStatus() {}

  static Map<String, Object> of(Resolution.OfPolicy found, Instant now) {
    Resource policy = found.policy();
    var entries = new ArrayList<Object>();
    for (Object entry : written(policy)) {
      if (!Tree.of(entry).text("controllerName").equals(Said.CONTROLLER)) {
        entries.add(entry);
      }
    }
    for (Resolution.OfParent ancestor : found.ancestors()) {
      var entry = new LinkedHashMap<String, Object>(before(policy, ancestor.ref()));
      entry.put("ancestorRef", ancestor.ref());
      entry.put("controllerName", Said.CONTROLLER);
      entries.add(
          Said.put(
              entry,
              ancestor.conditions().stream().map(Said::of).toList(),
              policy.metadata().generation(),
              now));
    }
    var status = new LinkedHashMap<String, Object>(policy.status());
    status.put("ancestors", entries);
    return status;
  }

  private static List<?> written(Resource policy) {
    return policy.status().get("ancestors") instanceof List<?> list ? list : List.of();
  }

  private static Map<String, Object> before(Resource policy, Map<?, ?> ancestor) {
    var before = new LinkedHashMap<String, Object>();
    for (Object entry : written(policy)) {
      Tree tree = Tree.of(entry);
      if (tree.text("controllerName").equals(Said.CONTROLLER)
          && Statuses.same(ancestor, tree.map().get("ancestorRef"))) {
        tree.map().forEach((name, value) -> before.put(String.valueOf(name), value));
      }
    }
    return before;
  }
}
