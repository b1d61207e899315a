package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.ListenerSpec.OnHosts;
import dev.weft.model.route.ListenerSpec.Protocol;
import dev.weft.model.route.ListenerTls;
import dev.weft.model.route.RouteId;
import dev.weft.model.route.StreamRoute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of one listener while a resolver works on it. */
final class ListenerState {
  private final Listener listener;
  private final Condition accepted;
  private final Condition conflicted;
  private final Condition resolved;
  private final ListenerTls tls;
  private final Map<RouteId, OnHosts> calls = new LinkedHashMap<>();
  private final Map<RouteId, StreamRoute> streams = new LinkedHashMap<>();

  ListenerState(
      Listener listener,
      Condition accepted,
      Condition conflicted,
      Condition resolved,
      ListenerTls tls) {
    this.listener = listener;
    this.accepted = accepted;
    this.conflicted = conflicted;
    this.resolved = resolved;
    this.tls = tls;
  }

  Listener listener() {
    return listener;
  }

  boolean accepted() {
    return accepted.holds();
  }

  /** Whether it can be listened for. */
  boolean valid() {
    return accepted.holds() && resolved.holds();
  }

  /** Whether a route of the other kind has one of these hosts already. */
  boolean takenFrom(Kind kind, List<String> hosts) {
    return calls.entrySet().stream()
        .anyMatch(entry ->
            entry.getKey().kind() != kind
                && Hosts.overlap(orAny(entry.getValue().hostnames()), hosts));
  }

  private static List<String> orAny(List<String> hosts) {
    return hosts.isEmpty() ? List.of("") : hosts;
  }

  /**
   * Attaches a route.
   *
   * @param hosts as {@link Hosts#of} makes them
   */
  void attach(ReadRoute route, List<String> hosts) {
    List<String> own = hosts.contains("") ? List.of() : hosts;
    RouteId id = ReadRoute.id(route.document());
    if (route.calls() != null) {
      calls.putIfAbsent(id, new OnHosts(route.calls(), own));
    } else {
      streams.putIfAbsent(id, new StreamRoute(id, own, route.backends()));
    }
  }

  ListenerSpec spec() {
    return new ListenerSpec(
        listener.id(),
        listener.port(),
        listener.protocol().orElse(Protocol.TCP),
        listener.hostname(),
        tls,
        List.copyOf(calls.values()),
        List.copyOf(streams.values()));
  }

  Resolution.OfListener finding() {
    var conditions = new ArrayList<Condition>();
    conditions.add(accepted);
    conditions.add(conflicted);
    conditions.add(resolved);
    return new Resolution.OfListener(
        listener.name(), listener.kinds(), calls.size() + streams.size(), valid(), conditions);
  }
}
