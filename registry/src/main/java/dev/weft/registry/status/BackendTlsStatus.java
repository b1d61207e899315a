package dev.weft.registry.status;

import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a BackendTLSPolicy holds; its ancestors are the services that it is for. */
final class BackendTlsStatus {
  private final World world;

  /** The oldest policy for a service's port, by namespace, service and port's name. */
  private final Map<String, String> winners = new HashMap<>();

  BackendTlsStatus(World world) {
    this.world = world;
    world.all(Kind.BACKEND_TLS_POLICY).stream()
        .sorted(PolicyStatus.OLDEST_FIRST)
        .forEach(policy ->
            targets(policy)
                .forEach(ref -> winners.putIfAbsent(id(policy, ref), policy.metadata().name())));
  }

  private static List<Tree> targets(Resource policy) {
    return Tree.of(policy.spec()).trees("targetRefs");
  }

  private static String id(Resource policy, Tree ref) {
    return policy.metadata().namespace() + "/" + ref.text("name") + "/" + ref.text("sectionName");
  }

  Map<String, Object> of(Resource policy, Instant now) {
    Condition resolved = resolved(policy);
    var entries = new ArrayList<Object>();
    for (Object entry : written(policy)) {
      if (!Tree.of(entry).text("controllerName").equals(Said.CONTROLLER)) {
        entries.add(entry);
      }
    }
    for (Tree ref : targets(policy)) {
      var ancestor = new LinkedHashMap<String, Object>();
      ancestor.put("group", ref.text("group"));
      ancestor.put("kind", ref.text("kind"));
      ancestor.put("namespace", policy.metadata().namespace());
      ancestor.put("name", ref.text("name"));
      if (ref.has("sectionName")) {
        ancestor.put("sectionName", ref.text("sectionName"));
      }
      var entry = new LinkedHashMap<String, Object>(before(policy, ancestor));
      entry.put("ancestorRef", ancestor);
      entry.put("controllerName", Said.CONTROLLER);
      entries.add(
          Said.put(
              entry,
              List.of(accepted(policy, ref, resolved), resolved),
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

  private static Map<String, Object> before(Resource policy, Map<String, Object> ancestor) {
    var before = new LinkedHashMap<String, Object>();
    for (Object entry : written(policy)) {
      Tree tree = Tree.of(entry);
      if (tree.text("controllerName").equals(Said.CONTROLLER)
          && ancestor.equals(tree.map().get("ancestorRef"))) {
        tree.map().forEach((name, value) -> before.put(String.valueOf(name), value));
      }
    }
    return before;
  }

  private Condition accepted(Resource policy, Tree ref, Condition resolved) {
    String namespace = policy.metadata().namespace();
    String service = "Service " + namespace + "/" + ref.text("name");
    String winner = winners.getOrDefault(id(policy, ref), "");
    if (!ref.text("group").isEmpty() || !ref.text("kind").equals("Service")) {
      return Said.no(Said.ACCEPTED, "Invalid", ref.text("kind") + " is no Service");
    }
    if (!world.has(Kind.SERVICE, namespace, ref.text("name"))) {
      return Said.no(Said.ACCEPTED, "TargetNotFound", "there is no " + service);
    }
    if (!winner.equals(policy.metadata().name())) {
      return Said.no(
          Said.ACCEPTED,
          "Conflicted",
          "for " + service + " the older BackendTLSPolicy " + namespace + "/" + winner + " holds");
    }
    return Said.isTrue(resolved)
        ? Said.accepted("it holds for " + service)
        : Said.no(Said.ACCEPTED, "NoValidCACertificate", resolved.message());
  }

  private Condition resolved(Resource policy) {
    String namespace = policy.metadata().namespace();
    for (Tree ref : Tree.of(policy.spec()).tree("validation").trees("caCertificateRefs")) {
      String name = ref.text("name");
      if (!ref.text("group").isEmpty() || !ref.text("kind").equals("ConfigMap")) {
        return Said.no(
            Said.RESOLVED_REFS, "InvalidKind", ref.text("kind") + " " + name + " is no ConfigMap");
      }
      Optional<Resource> found = world.find(Kind.CONFIG_MAP, namespace, name);
      boolean holds = found.isPresent() && Tree.of(found.get().body().get("data")).has("ca.crt");
      if (!holds) {
        return Said.no(
            Said.RESOLVED_REFS,
            "InvalidCACertificateRef",
            found.isEmpty()
                ? "there is no ConfigMap " + namespace + "/" + name
                : "ConfigMap " + namespace + "/" + name + " holds no ca.crt");
      }
    }
    return Said.resolved();
  }
}
