package dev.weft.control;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.resource.Kind;
import dev.weft.registry.Leases;
import dev.weft.registry.MassLapse;
import dev.weft.registry.Registry;
import java.util.List;
import java.util.Map;

/** The paths below {@code /apis/weft.dev/v1} about leases, agents, alerts and states of service. */
final class Administration {
  private static final String AGENTS = "agents";
  private static final String ALERTS = "alerts";
  private static final String OUT_OF_SERVICE = "outofservice";

  private final AgentLeases agents;
  private final OutOfServiceRequests outOfService;
  private final Leases leases;

  Administration(Registry registry) {
    leases = registry.leases();
    agents = new AgentLeases(leases);
    outOfService = new OutOfServiceRequests(registry.outOfService());
  }

  /**
   * Whether a path is one of these.
   *
   * @param rest its segments from the version on
   */
  static boolean owns(List<String> rest) {
    boolean top = rest.size() <= 3 && rest.get(1).equals(AGENTS);
    boolean overruling = rest.size() == 3 && rest.get(1).equals(ALERTS);
    return top || overruling || isAgentLease(rest) || isOutOfService(rest);
  }

  private static boolean isAgentLease(List<String> rest) {
    return rest.size() == 4 && rest.get(1).equals(AGENTS) && rest.get(3).equals(Target.LEASE);
  }

  private static boolean isOutOfService(List<String> rest) {
    return rest.size() == 6
        && rest.get(1).equals("namespaces")
        && rest.get(3).equals(Kind.ROUTEE.plural())
        && rest.get(5).equals(OUT_OF_SERVICE);
  }

  void answer(Call call, List<String> rest) {
    if (isOutOfService(rest)) {
      outOfService.answer(call, new RouteeId(rest.get(2), rest.get(4)));
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

  private void overrule(Call call, String type) {
    if (!type.equals(MassLapse.NAME) || !leases.overrule()) {
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
