package dev.weft.registry.status;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether gateways and listener sets are taken, and their listeners. */
record Gateways(World world, Grants grants) {

  /** Whether this controller speaks of a GatewayClass. */
  static boolean oursByName(Resource gatewayClass) {
    return Tree.of(gatewayClass.spec()).text("controllerName").equals(Said.CONTROLLER);
  }

  /** Whether this controller speaks of a Gateway, or of the one that a ListenerSet belongs to. */
  boolean ours(Resource owner) {
    if (owner.kind() == Kind.LISTENER_SET) {
      return gatewayOf(owner).map(this::ours).orElse(true);
    }
    String className = Tree.of(owner.spec()).text("gatewayClassName");
    return world.find(Kind.GATEWAY_CLASS, "", className).filter(Gateways::oursByName).isPresent();
  }

  private Optional<Resource> gatewayOf(Resource set) {
    Tree ref = Tree.of(set.spec()).tree("parentRef");
    return world.find(
        Kind.GATEWAY, ref.text("namespace", set.metadata().namespace()), ref.text("name"));
  }

  Condition accepted(Resource owner) {
    if (owner.kind() == Kind.LISTENER_SET) {
      Optional<Condition> refused = refusedByGateway(owner);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    List<Listener> listeners = Listener.of(owner);
    boolean none =
        !listeners.isEmpty() && listeners.stream().noneMatch(l -> Said.isTrue(l.accepted()));
    return none
        ? Said.no(Said.ACCEPTED, "ListenersNotValid", "none of its listeners can be listened for")
        : Said.accepted("its listeners can be listened for");
  }

  private Optional<Condition> refusedByGateway(Resource set) {
    Optional<Resource> gateway = gatewayOf(set);
    if (gateway.isEmpty()) {
      return Optional.of(
          Said.no(
              Said.ACCEPTED,
              "ParentNotAccepted",
              "there is no Gateway " + Tree.of(set.spec()).tree("parentRef").text("name")));
    }
    Tree allowed = Tree.of(gateway.get().spec()).tree("allowedListeners").tree("namespaces");
    boolean admitted =
        Selection.admits(
            allowed,
            "None",
            gateway.get().metadata().namespace(),
            set.metadata().namespace(),
            world);
    return admitted
        ? Optional.empty()
        : Optional.of(
            Said.no(
                Said.ACCEPTED,
                "NotAllowed",
                "Gateway "
                    + gateway.get().qualifiedName()
                    + " allows no listener sets of namespace "
                    + set.metadata().namespace()));
  }

  /** The status of a Gateway or ListenerSet of ours; whether brokers run it they say themselves. */
  Map<String, Object> status(Resource owner, RouteStatus routes, Instant now) {
    List<Listener> all = Listener.of(owner);
    var listeners = new ArrayList<Object>();
    for (Listener listener : all) {
      listeners.add(
          listener.status(
              before(owner, listener.name()),
              List.of(
                  listener.accepted(),
                  Said.pending(),
                  listener.conflicted(all),
                  listener.resolved(world, grants)),
              routes.attachedTo(listener),
              now));
    }
    var status = new LinkedHashMap<String, Object>(owner.status());
    status.put("listeners", listeners);
    return Said.put(status, List.of(accepted(owner)), owner.metadata().generation(), now);
  }

  private static Map<String, Object> before(Resource owner, String listener) {
    var before = new LinkedHashMap<String, Object>();
    for (Tree entry : Tree.of(owner.status()).trees("listeners")) {
      if (entry.text("name").equals(listener)) {
        entry.map().forEach((name, value) -> before.put(String.valueOf(name), value));
      }
    }
    return before;
  }
}
