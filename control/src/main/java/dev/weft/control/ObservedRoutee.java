package dev.weft.control;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.observe.ProcessUse;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Registry;
import dev.weft.registry.observe.Observations;
import dev.weft.registry.observe.Processes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code GET …/routees/NAME/observed}: what is seen of a routee of late, of which nothing is
 * stored: how each agent's calls to it went, and what its process uses.
 */
final class ObservedRoutee {
  private final Registry registry;

  ObservedRoutee(Registry registry) {
    this.registry = registry;
  }

  void answer(Call call, RouteeId id) {
    if (!call.method().equals("GET")) {
      throw Refusal.methodNotAllowed("what is observed can only be read, with GET");
    }
    if (registry.catalog().get(Kind.ROUTEE, id.namespace(), id.name()).isEmpty()) {
      throw Refusal.notFound("there is no routee " + id);
    }
    var tree = new LinkedHashMap<String, Object>();
    tree.put("namespace", id.namespace());
    tree.put("name", id.name());
    var brokers = new ArrayList<Object>();
    registry.observations().callersOf(id).forEach(caller -> brokers.add(tree(caller)));
    tree.put("brokers", brokers);
    registry.processes().of(id).ifPresent(reported -> tree.put("process", tree(reported)));
    call.sendJson(200, tree);
  }

  private static Map<String, Object> tree(Observations.Caller caller) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("agent", caller.agent());
    tree.put("calls", caller.calls());
    tree.put("errors", caller.errors());
    if (caller.degraded() != null) {
      tree.put("degraded", caller.degraded());
    }
    return tree;
  }

  private static Map<String, Object> tree(Processes.Reported reported) {
    ProcessUse use = reported.use();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("agent", reported.agent());
    tree.putAll(use.figures());
    tree.put("saturated", use.saturated() == null ? List.of() : List.of(use.saturated()));
    return tree;
  }
}
