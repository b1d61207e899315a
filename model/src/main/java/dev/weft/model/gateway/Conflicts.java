package dev.weft.model.gateway;

import dev.weft.model.resource.Resource;
import dev.weft.model.route.ListenerSpec.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which listeners of a gateway are in each other's way. Of two in one document neither wins; a
 * listener set's gives way to the gateway's and to older sets' (ListenerSet, "Listeners").
 */
final class Conflicts {
  private final List<Listener> standing = new ArrayList<>();
  private final Map<Listener, Condition> found = new HashMap<>();

  /** Looks at the listeners of the next document, the preferred documents first. */
  void add(Resource owner) {
    List<Listener> own =
        Listener.of(owner).stream().filter(one -> one.protocol().isPresent()).toList();
    own.forEach(one -> compare(one, standing));
    List<Listener> left = own.stream().filter(one -> !found.containsKey(one)).toList();
    for (Listener one : left) {
      compare(one, left.stream().filter(other -> !other.name().equals(one.name())).toList());
    }
    left.stream().filter(one -> !found.containsKey(one)).forEach(standing::add);
  }

  private void compare(Listener one, List<Listener> others) {
    for (Listener other : others) {
      Optional<String> reason = reason(one, other);
      if (reason.isPresent()) {
        String why = sentence(reason.get(), other);
        found.put(one, new Condition(Condition.CONFLICTED, true, reason.get(), why));
        return;
      }
    }
  }

  private static String sentence(String reason, Listener other) {
    return reason.equals("HostnameConflict")
        ? "the listener " + other.name() + " is for the same host on the same port"
        : "the listener "
            + other.name()
            + " speaks "
            + other.spec().text("protocol")
            + " on the same port";
  }

  /** The condition {@code Conflicted}. */
  Condition of(Listener listener) {
    return found.getOrDefault(
        listener,
        new Condition(
            Condition.CONFLICTED, false, "NoConflicts", "no other listener is in its way"));
  }

  private static Optional<String> reason(Listener one, Listener other) {
    if (one.port() != other.port()) {
      return Optional.empty();
    }
    if (layer(one) != layer(other) || layer(one) == Protocol.TCP) {
      return Optional.of("ProtocolConflict");
    }
    if (!one.hostname().equals(other.hostname())) {
      return Optional.empty();
    }
    return Optional.of(
        one.protocol().equals(other.protocol()) ? "HostnameConflict" : "ProtocolConflict");
  }

  /** What a port can only have one of: HTTPS and TLS are told apart by the name asked for. */
  private static Protocol layer(Listener listener) {
    Protocol spoken = listener.protocol().orElseThrow();
    return spoken == Protocol.HTTPS ? Protocol.TLS : spoken;
  }
}
