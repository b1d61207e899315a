package dev.weft.registry.status;

import dev.weft.model.gateway.Condition;
import dev.weft.model.gateway.Resolution;
import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The status of a Gateway or ListenerSet of ours, with its listeners. */
final class OwnerStatus {
  private static final String PROGRAMMED = "Programmed";

  private OwnerStatus() {}

  static Map<String, Object> of(Resolution.OfOwner found, Instant now) {
    Resource owner = found.owner();
    Condition accepted = accepted(found.conditions());
    boolean programmed = isProgrammed(owner);
    var listeners = new ArrayList<Object>();
    for (Resolution.OfListener listener : found.listeners()) {
      listeners.add(listener(owner, listener, programmed, now));
    }
    var status = new LinkedHashMap<String, Object>(owner.status());
    status.put("listeners", listeners);
    if (owner.kind() == Kind.GATEWAY) {
      status.put("attachedListenerSets", found.attachedSets());
    }
    var conditions = new ArrayList<Conditions.Condition>();
    found.conditions().forEach(one -> conditions.add(Said.of(one)));
    if (!accepted.holds()) {
      conditions.add(Said.no(PROGRAMMED, accepted.reason(), accepted.message()));
    }
    return Said.put(status, conditions, owner.metadata().generation(), now);
  }

  private static Condition accepted(List<Condition> conditions) {
    return conditions.stream()
        .filter(one -> one.type().equals(Said.ACCEPTED))
        .findFirst()
        .orElseThrow();
  }

  /** Whether brokers have said that they run it. */
  private static boolean isProgrammed(Resource owner) {
    return "True".equals(Conditions.find(owner.status(), PROGRAMMED).get("status"));
  }

  private static Map<String, Object> listener(
      Resource owner, Resolution.OfListener listener, boolean programmed, Instant now) {
    var status = new LinkedHashMap<String, Object>(before(owner, listener.name()));
    status.put("name", listener.name());
    var supported = new ArrayList<Object>();
    listener
        .kinds()
        .forEach(kind -> supported.add(Map.of("group", kind.group(), "kind", kind.kindName())));
    status.put("supportedKinds", supported);
    status.put("attachedRoutes", listener.attached());
    var conditions = new ArrayList<Conditions.Condition>();
    listener.conditions().forEach(one -> conditions.add(Said.of(one)));
    conditions.add(programmed(listener, programmed));
    return Said.put(status, conditions, owner.metadata().generation(), now);
  }

  private static Conditions.Condition programmed(
      Resolution.OfListener listener, boolean programmed) {
    Condition accepted = accepted(listener.conditions());
    if (!accepted.holds()) {
      return Said.no(PROGRAMMED, accepted.reason(), accepted.message());
    }
    if (!listener.valid()) {
      return Said.no(PROGRAMMED, "Invalid", "not everything that it refers to is there");
    }
    return programmed
        ? Said.yes(PROGRAMMED, PROGRAMMED, "brokers listen for it")
        : Said.no(PROGRAMMED, "Pending", "no broker has said yet that it listens for it");
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
