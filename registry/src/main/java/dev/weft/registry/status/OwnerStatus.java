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
import java.util.Optional;

/**
 * The status of a Gateway or ListenerSet of ours, with its listeners. Whether something is
 * programmed brokers say themselves; what cannot be is said here.
 */
final class OwnerStatus {
  private static final String INVALID = "Invalid";

  /** Said only where there is something to say. */
  private static final List<String> SOMETIMES =
      List.of(Said.RESOLVED_REFS, "InsecureFrontendValidationMode");

  private OwnerStatus() {}

  static Map<String, Object> of(Resolution.OfOwner found, Instant now) {
    Resource owner = found.owner();
    Condition accepted = accepted(found.conditions());
    var listeners = new ArrayList<Object>();
    for (Resolution.OfListener listener : found.listeners()) {
      listeners.add(listener(owner, listener, now));
    }
    var status = new LinkedHashMap<String, Object>(owner.status());
    status.put("listeners", listeners);
    if (owner.kind() == Kind.GATEWAY) {
      status.put("attachedListenerSets", found.attachedSets());
    }
    var conditions = new ArrayList<Conditions.Condition>();
    found.conditions().forEach(one -> conditions.add(Said.of(one)));
    if (!accepted.holds()) {
      conditions.add(Said.no(Said.PROGRAMMED, accepted.reason(), accepted.message()));
    }
    Map<String, Object> left = status;
    for (String type : SOMETIMES) {
      if (found.conditions().stream().noneMatch(one -> one.type().equals(type))) {
        left = Conditions.without(left, type);
      }
    }
    return Said.put(left, conditions, owner.metadata().generation(), now);
  }

  private static Condition accepted(List<Condition> conditions) {
    return conditions.stream()
        .filter(one -> one.type().equals(Said.ACCEPTED))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> listener(
      Resource owner, Resolution.OfListener listener, Instant now) {
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
    long generation = owner.metadata().generation();
    programmed(listener, status, generation).ifPresent(conditions::add);
    return Said.put(status, conditions, generation, now);
  }

  /** Empty where what brokers have said stands. */
  private static Optional<Conditions.Condition> programmed(
      Resolution.OfListener listener, Map<String, Object> before, long generation) {
    Condition accepted = accepted(listener.conditions());
    if (!accepted.holds()) {
      return Optional.of(Said.no(Said.PROGRAMMED, accepted.reason(), accepted.message()));
    }
    if (!listener.valid()) {
      return Optional.of(
          Said.no(Said.PROGRAMMED, INVALID, "not everything that it refers to is there"));
    }
    Tree said = Tree.of(Conditions.find(before, Said.PROGRAMMED));
    boolean stands =
        said.number("observedGeneration") == generation && !wasInvalid(said.text("reason"));
    return stands
        ? Optional.empty()
        : Optional.of(
            Said.no(Said.PROGRAMMED, "Pending", "no broker has said yet that it listens for it"));
  }

  /** Whether this is a reason of ours, which no longer holds. */
  private static boolean wasInvalid(String reason) {
    return switch (reason) {
      case INVALID,
          "HostnameConflict",
          "ProtocolConflict",
          "UnsupportedProtocol",
          "NoValidCACertificate" ->
          true;
      default -> false;
    };
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
