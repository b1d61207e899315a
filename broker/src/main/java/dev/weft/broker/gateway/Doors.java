package dev.weft.broker.gateway;

import dev.weft.broker.route.HostIndex;
import dev.weft.broker.tls.ServerTls;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerTls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one port, compiled. Immutable; what a newer one has alike stays the same object,
 * so that callers' sessions can be resumed.
 *
 * @param protocol of the first of them, by which all others go
 * @param refused those that cannot be served, with the reason
 */
record Doors(
    ListenerSpec.Protocol protocol,
    HostIndex<Door> byHost,
    Map<ListenerId, Door> all,
    Map<ListenerId, String> refused) {
  Doors {
    all = Map.copyOf(all);
    refused = Map.copyOf(refused);
  }

  /**
   * Compiles.
   *
   * @param specs at least one
   * @param before what this follows; null if there was nothing
   */
  static Doors of(List<ListenerSpec> specs, @Nullable Doors before) {
    var byHost = new HashMap<String, Door>();
    var all = new HashMap<ListenerId, Door>();
    var refused = new HashMap<ListenerId, String>();
    for (ListenerSpec spec : specs) {
      @Nullable Door old = before == null ? null : before.all.get(spec.id());
      try {
        Door door = next(spec, old);
        byHost.putIfAbsent(spec.hostname(), door);
        all.put(spec.id(), door);
      } catch (SSLException e) {
        refused.put(spec.id(), "its TLS cannot be set up: " + e.getMessage());
      }
    }
    return new Doors(specs.getFirst().protocol(), new HostIndex<>(byHost), all, refused);
  }

  @SuppressWarnings("ReferenceEquality") // what did not change is the same object, by contract
  private static Door next(ListenerSpec spec, @Nullable Door old) throws SSLException {
    if (old != null && old.spec() == spec) {
      return old;
    }
    if (!(spec.tls() instanceof ListenerTls.Terminate ending)) {
      return Door.of(spec, null);
    }
    @Nullable ServerTls known = old != null && old.spec().tls().equals(ending) ? old.tls() : null;
    return Door.of(spec, known == null ? ServerTls.of(ending, spec.protocol()) : known);
  }
}
