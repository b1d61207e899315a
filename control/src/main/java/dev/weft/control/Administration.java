package dev.weft.control;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Leases;
import dev.weft.registry.Registry;
import dev.weft.registry.alert.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The paths below {@code /apis/weft.dev/v1} about leases, agents, alerts, and routees' states of
 * service, what they say of themselves and what is seen of them.
 */
final class Administration {
  private static final String AGENTS = "agents";
  private static final String ALERTS = "alerts";
  private static final String OUT_OF_SERVICE = "outofservice";
  static final String HEALTH = "health";
  private static final String OBSERVED = "observed";
  private static final Set<String> OF_ROUTEES = Set.of(OUT_OF_SERVICE, HEALTH, OBSERVED);

  private final AgentLeases agents;
  private final OutOfServiceRequests outOfService;
  private final PushedHealthRequests health;
  private final ObservedRoutee observed;
  private final Leases leases;

  Administration(Registry registry) {
    leases = registry.leases();
    agents = new AgentLeases(leases);
    outOfService = new OutOfServiceRequests(registry.outOfService());
    health = new PushedHealthRequests(registry.pushedHealth(), registry.catalog());
    observed = new ObservedRoutee(registry);
  }

  /**
   * Whether a path is one of these.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    boolean top = rest.size() <= 3 && rest.get(1).equals(AGENTS);
    boolean overruling = rest.size() == 3 && rest.get(1).equals(ALERTS);
    return top || overruling || isAgentLease(rest) || isOfRoutee(rest);
  }

  private static boolean isAgentLease(List<String> rest) {
    return rest.size() == 4 && rest.get(1).equals(AGENTS) && rest.get(3).equals(Target.LEASE);
  }

  private static boolean isOfRoutee(List<String> rest) {
    return rest.size() == 6
        && rest.get(1).equals("namespaces")
        && rest.get(3).equals(Kind.ROUTEE.plural())
        && OF_ROUTEES.contains(rest.get(5));
  }

  void answer(Call call, List<String> rest) {
    if (isOfRoutee(rest)) {
      ofRoutee(call, rest.get(5), new RouteeId(rest.get(2), rest.get(4)));
    } else if (isAgentLease(rest)) {
      only(call, "PUT");
      agents.renew(call, rest.get(2));
    } else if (rest.size() == 2 && rest.get(1).equals(AGENTS)) {
      only(call, "GET");
      agents.list(call);
    } else if (rest.get(1).equals(ALERTS)) {
      only(call, "DELETE");
      overrule(call, rest.get(2));
    } else {
      throw Refusal.noSuchPath();
    }
  }

  private void ofRoutee(Call call, String what, RouteeId id) {
    switch (what) {
      case HEALTH -> health.answer(call, id);
      case OBSERVED -> observed.answer(call, id);
      default -> outOfService.answer(call, id);
    }
  }

  private void overrule(Call call, String type) {
    if (!type.equals(Rule.MASS_LAPSE.title()) || !leases.overrule()) {
      throw Refusal.notFound("there is no alert \"" + type + "\"");
    }
    call.sendJson(200, Writes.success(Map.of("name", type, "kind", ALERTS)));
  }

  private static void only(Call call, String method) {
    if (!call.method().equals(method)) {
      throw Refusal.methodNotAllowed(call.method() + " is not " + method);
    }
  }
}
