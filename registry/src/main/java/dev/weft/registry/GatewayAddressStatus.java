package dev.weft.registry;

import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.GatewayReport;
import dev.weft.registry.store.StoreException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says on each Gateway where brokers listen for it: {@code status.addresses}, from what agents
 * report. Events come on the catalog's thread, {@link #sweep} on the clock's.
 */
final class GatewayAddressStatus implements IndexListener {
  /** As many as a Gateway's schema takes. */
  static final int MOST = 16;

  private static final System.Logger LOG = System.getLogger(GatewayAddressStatus.class.getName());

  /** What was said last, so that what stays the same is not looked at again. */
  private final Map<Key, List<String>> said = new ConcurrentHashMap<>();

  private final Agents agents;

  GatewayAddressStatus(Agents agents) {
    this.agents = agents;
  }

  @Override
  public void on(Event event) {
    if (event.document().kind() == Kind.GATEWAY && event.type() != Event.Type.MODIFIED) {
      said.remove(event.document().key());
    }
  }

  /** Writes what has come about since the last sweep. */
  void sweep(Catalog catalog) {
    var found = new HashMap<Key, TreeSet<String>>();
    for (Agent agent : agents.live()) {
      for (GatewayReport gateway : agent.report().gateways()) {
        found
            .computeIfAbsent(
                Key.of(Kind.GATEWAY, gateway.id().namespace(), gateway.id().name()),
                key -> new TreeSet<>())
            .addAll(gateway.addresses());
      }
    }
    found.forEach((key, all) -> {
      List<String> addresses = all.stream().limit(MOST).toList();
      if (!addresses.equals(said.get(key)) && say(catalog, key, addresses)) {
        said.put(key, addresses);
      }
    });
  }

  /** Returns whether it is said; what fails now is tried again by the next sweep. */
  private static boolean say(Catalog catalog, Key key, List<String> addresses) {
    Resource stored = catalog.get(key.kind(), key.namespace(), key.name()).orElse(null);
    if (stored == null) {
      return false;
    }
    List<Map<String, String>> wanted =
        addresses.stream().map(one -> Map.of("type", "IPAddress", "value", one)).toList();
    if (wanted.equals(stored.status().get("addresses"))) {
      return true;
    }
    var status = new LinkedHashMap<String, Object>(stored.status());
    status.put("addresses", wanted);
    try {
      catalog.putStatus(
          key.kind(), key.namespace(), key.name(), status, stored.metadata().resourceVersion());
      return true;
    } catch (CatalogException.Conflict | CatalogException.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} changed meanwhile", key);
    } catch (InvalidResourceException e) {
      LOG.log(
          System.Logger.Level.WARNING, "an agent reports what is no address: {0}", e.getMessage());
      return true; // it would be so in the next second
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot write the status of " + key, e);
    }
    return false;
  }
}
