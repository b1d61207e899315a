package dev.weft.broker.gateway;

import dev.weft.model.mesh.Addresses;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerId;
import dev.weft.model.route.ListenerSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be open.
 *
 * @param wanted each place with the listeners there
 * @param addresses of each gateway, whether or not they can be listened on
 * @param unusable why a gateway has no address, or not this one, by gateway and address
 * @param lost listeners whose place is another gateway's, with the reason
 */
record Plan(
    Map<Place, Wanted> wanted,
    Map<GatewayId, List<InetAddress>> addresses,
    Map<GatewayId, Map<String, String>> unusable,
    Map<GatewayId, Map<ListenerId, String>> lost) {
  static final Plan NOTHING = new Plan(Map.of(), Map.of(), Map.of(), Map.of());

  /**
   * What is wanted at one place.
   *
   * @param listeners at least one
   */
  record Wanted(GatewayId gateway, List<ListenerSpec> listeners) {
    Wanted {
      listeners = List.copyOf(listeners);
    }
  }

  /**
   * Plans.
   *
   * @param holder who has a place now; the second where nobody has
   */
  static Plan of(
      Collection<GatewaySpec> gateways,
      AddressPool pool,
      BiFunction<Place, GatewayId, GatewayId> holder) {
    List<GatewaySpec> sorted =
        gateways.stream().sorted(Comparator.comparing(one -> one.id().toString())).toList();
    Set<InetAddress> asked = new HashSet<>();
    for (GatewaySpec gateway : sorted) {
      gateway.addresses().stream()
          .filter(Addresses::isIp)
          .forEach(one -> asked.add(InetAddress.ofLiteral(one)));
    }
    var plan = new Plan(new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (GatewaySpec gateway : sorted) {
      plan.address(gateway, pool, asked);
    }
    for (GatewaySpec gateway : sorted) {
      plan.place(gateway, holder);
    }
    pool.settle(gateways.stream().map(GatewaySpec::id).collect(Collectors.toSet()));
    return plan;
  }

  private void address(GatewaySpec gateway, AddressPool pool, Set<InetAddress> asked) {
    var found = new ArrayList<InetAddress>();
    for (String one : gateway.addresses()) {
      if (Addresses.isIp(one)) {
        found.add(InetAddress.ofLiteral(one));
      } else {
        cannotUse(gateway.id(), one, "\"" + one + "\" is no IP address");
      }
    }
    if (gateway.addresses().isEmpty()) {
      @Nullable InetAddress given = pool.of(gateway.id(), asked);
      if (given == null) {
        cannotUse(
            gateway.id(),
            "",
            "the range of addresses for gateways is used up; start with a wider"
                + " --gateway-addresses");
      } else {
        found.add(given);
      }
    }
    addresses.put(gateway.id(), found);
  }

  private void cannotUse(GatewayId gateway, String address, String reason) {
    unusable.computeIfAbsent(gateway, it -> new TreeMap<>()).put(address, reason);
  }

  private void place(GatewaySpec gateway, BiFunction<Place, GatewayId, GatewayId> holder) {
    Map<Integer, List<ListenerSpec>> byPort =
        gateway.listeners().stream()
            .collect(Collectors.groupingBy(ListenerSpec::port, TreeMap::new, Collectors.toList()));
    for (InetAddress address : addresses.getOrDefault(gateway.id(), List.of())) {
      byPort.forEach((port, listeners) -> {
        var place = new Place(address, port);
        @Nullable Wanted other = wanted.get(place);
        var own = new Wanted(gateway.id(), listeners);
        if (other == null) {
          wanted.put(place, own);
        } else if (holder.apply(place, other.gateway).equals(gateway.id())) {
          wanted.put(place, own);
          loses(other, place, own);
        } else {
          loses(own, place, other);
        }
      });
    }
  }

  private void loses(Wanted loser, Place place, Wanted winner) {
    Map<ListenerId, String> its = lost.computeIfAbsent(loser.gateway, it -> new HashMap<>());
    for (ListenerSpec listener : loser.listeners) {
      its.put(listener.id(), place + " is Gateway " + winner.gateway + "'s already");
    }
  }

  /**
   * What is to be said of a gateway.
   *
   * @param failures why places are not open
   * @param open what is
   */
  GatewayReport report(
      GatewayId gateway,
      Map<Place, BindFailure> failures,
      Function<Place, @Nullable OpenPort> open) {
    Map<String, String> cannot = new HashMap<>(unusable.getOrDefault(gateway, Map.of()));
    Map<ListenerId, String> refused = new HashMap<>(lost.getOrDefault(gateway, Map.of()));
    wanted.forEach((place, what) -> {
      @Nullable BindFailure failure = failures.get(place);
      @Nullable OpenPort port = open.apply(place);
      if (!what.gateway.equals(gateway)) {
        return;
      }
      if (failure != null && failure.ofAddress()) {
        cannot.put(place.address().getHostAddress(), failure.reason());
      } else if (failure != null) {
        what.listeners.forEach(listener -> refused.put(listener.id(), failure.reason()));
      } else if (port != null) {
        refused.putAll(port.doors().refused());
      }
    });
    List<String> usable =
        addresses.getOrDefault(gateway, List.of()).stream()
            .map(InetAddress::getHostAddress)
            .filter(address -> !cannot.containsKey(address))
            .toList();
    return new GatewayReport(gateway, usable, cannot, refused);
  }
}
