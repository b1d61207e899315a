package dev.weft.registry.status;

import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a ServicePolicy holds: its services are there, and no older policy is for one of them.
 */
final class PolicyStatus {
  private final World world;

  /** Who holds for a service, by {@code namespace/name}. */
  private final Map<String, String> winners = new HashMap<>();

  PolicyStatus(World world) {
    this.world = world;
    world.all(Kind.SERVICE_POLICY).stream()
        .sorted(Resource.OLDEST_FIRST)
        .forEach(policy ->
            targets(policy)
                .forEach(service ->
                    winners.putIfAbsent(
                        policy.metadata().namespace() + "/" + service, policy.metadata().name())));
  }

  private static List<String> targets(Resource policy) {
    return Tree.of(policy.spec()).trees("targetRefs").stream()
        .map(ref -> ref.text("name"))
        .distinct()
        .toList();
  }

  Condition accepted(Resource policy) {
    String namespace = policy.metadata().namespace();
    var missing = new ArrayList<String>();
    var lost = new ArrayList<String>();
    for (String service : targets(policy)) {
      String winner = winners.getOrDefault(namespace + "/" + service, "");
      if (!world.has(Kind.SERVICE, namespace, service)) {
        missing.add("there is no Service " + namespace + "/" + service);
      } else if (!winner.equals(policy.metadata().name())) {
        lost.add(
            "for Service "
                + namespace
                + "/"
                + service
                + " the older ServicePolicy "
                + namespace
                + "/"
                + winner
                + " holds");
      }
    }
    if (!lost.isEmpty()) {
      lost.addAll(missing);
      return Said.no(Said.ACCEPTED, "Conflicted", String.join("; ", lost));
    }
    return missing.isEmpty()
        ? Said.accepted("it holds for its services" + replaced(policy))
        : Said.no(Said.ACCEPTED, "TargetNotFound", String.join("; ", missing));
  }

  /** What brokers run in the place of an algorithm that they do not have yet. */
  private static String replaced(Resource policy) {
    String algorithm = Tree.of(policy.spec()).tree("balance").text("algorithm");
    return algorithm.equals("Prequal") ? "; brokers run PeakEwma in Prequal's place as yet" : "";
  }
}
