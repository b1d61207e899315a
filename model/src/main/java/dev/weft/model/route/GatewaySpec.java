package dev.weft.model.route;

import dev.weft.model.tls.CertifiedKey;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Gateway that is to be listened for, with what its listener sets add.
 *
 * @param addresses that it asks for; empty where any will do
 * @param listeners those that can be listened for: valid and in nobody's way. A listener that did
 *     not change is the same object as before
 * @param own shown to routees that ask for a certificate; null for none
 */
public record GatewaySpec(
    GatewayId id,
    List<String> addresses,
    List<ListenerSpec> listeners,
    @Nullable CertifiedKey own) {
  public GatewaySpec {
    addresses = List.copyOf(addresses);
    listeners = List.copyOf(listeners);
  }

  GatewaySpec after(GatewaySpec before) {
    if (equals(before)) {
      return before;
    }
    var old = new HashMap<ListenerId, ListenerSpec>();
    before.listeners.forEach(one -> old.put(one.id(), one));
    List<ListenerSpec> kept =
        listeners.stream().map(one -> one.after(old.getOrDefault(one.id(), one))).toList();
    return new GatewaySpec(id, addresses, kept, own);
  }
}
