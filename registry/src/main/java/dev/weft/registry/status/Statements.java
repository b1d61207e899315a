package dev.weft.registry.status;

import dev.weft.model.gateway.Resolution;
import dev.weft.model.gateway.Resolver;
import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Catalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be said of resources by looking at them, as statuses that differ from those
 * that are stored. Keeps what takes long to read; belongs to one thread at a time.
 */
public final class Statements {
  /**
   * A status that is to be written.
   *
   * @param resource as it was looked at
   * @param status its whole status, with what others wrote in it
   */
  public record Statement(Resource resource, Map<String, Object> status) {}

  private final Resolver resolver = new Resolver();

  /** Whether a change of this kind can change what is to be said. */
  public static boolean dependOn(Kind kind) {
    return kind != Kind.ROUTEE;
  }

  /**
   * Looks at the whole catalog.
   *
   * @param now the wall clock, for conditions that change
   */
  public List<Statement> of(Catalog catalog, Instant now) {
    var world = new World(catalog);
    var said = new ArrayList<Statement>();
    for (Resource gatewayClass : world.all(Kind.GATEWAY_CLASS)) {
      if (Tree.of(gatewayClass.spec()).text("controllerName").equals(Said.CONTROLLER)) {
        add(said, gatewayClass, ClassStatus.of(gatewayClass, now));
      }
    }
    var policies = new PolicyStatus(world);
    for (Resource policy : world.all(Kind.SERVICE_POLICY)) {
      add(
          said,
          policy,
          Said.put(
              policy.status(),
              List.of(policies.accepted(policy)),
              policy.metadata().generation(),
              now));
    }
    Resolution resolution = resolver.resolve(world);
    for (Resolution.OfPolicy policy : resolution.policies()) {
      add(said, policy.policy(), ParentsStatus.of(policy, now));
    }
    for (Resolution.OfRoute route : resolution.routes()) {
      add(said, route.route(), ParentsStatus.of(route, now));
    }
    for (Resolution.OfOwner owner : resolution.owners()) {
      add(said, owner.owner(), OwnerStatus.of(owner, now));
    }
    return said;
  }

  private static void add(List<Statement> said, Resource resource, Map<String, Object> status) {
    if (!Statuses.same(resource.status(), status)) {
      said.add(new Statement(resource, status));
    }
  }
}
