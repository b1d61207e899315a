package dev.weft.broker.route;

import dev.weft.broker.message.Head;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.ListenerSpec.OnHosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of routes that share a parent, compiled so that finding one costs the same however many
 * there are. Never changed; any loop reads it.
 */
public final class RuleTable {
  /** HTTPRouteRule, "Matches", and GRPCRouteRule: what decides between equal paths. */
  private static final Comparator<PathRules.Entry> ORDER =
      Comparator.comparing((PathRules.Entry one) -> one.match().method().isEmpty())
          .thenComparingInt(one -> -one.match().headers().size())
          .thenComparingInt(one -> -one.match().query().size());

  private final HostIndex<PathRules> hosts;

  private RuleTable(HostIndex<PathRules> hosts) {
    this.hosts = hosts;
  }

  /** The rules of a service, where hosts are of no meaning. */
  static RuleTable of(List<CallRoute> routes) {
    return ofHosts(routes.stream().map(route -> new OnHosts(route, List.of())).toList());
  }

  /**
   * The rules of a listener.
   *
   * @param routes by precedence among equals
   */
  static RuleTable ofHosts(List<OnHosts> routes) {
    Map<String, List<PathRules.Entry>> byHost = new HashMap<>();
    for (OnHosts one : routes) {
      List<PathRules.Entry> entries = entries(one.route());
      for (String host : one.hostnames().isEmpty() ? List.of("") : one.hostnames()) {
        byHost.computeIfAbsent(host, it -> new ArrayList<>()).addAll(entries);
      }
    }
    var compiled = new HashMap<String, PathRules>();
    byHost.keySet().stream()
        .sorted(Comparator.comparingInt(RuleTable::specificity))
        .forEach(host -> {
          var entries = new ArrayList<>(byHost.getOrDefault(host, List.of()));
          entries.sort(ORDER); // stable: older routes and earlier rules stay before
          compiled.put(host, new PathRules(entries, wider(host, compiled)));
        });
    return new RuleTable(new HostIndex<>(compiled));
  }

  private static List<PathRules.Entry> entries(CallRoute route) {
    var entries = new ArrayList<PathRules.Entry>();
    for (int i = 0; i < route.rules().size(); i++) {
      var rule = new CompiledRule(route, i);
      for (CallMatch match : route.rules().get(i).matches()) {
        entries.add(new PathRules.Entry(match, new CallTest(match, rule)));
      }
    }
    return entries;
  }

  /** Wider hosts before narrower ones: none, then wildcards by length, then exact ones. */
  private static int specificity(String host) {
    return host.isEmpty() ? 0 : host.startsWith("*.") ? host.length() : Integer.MAX_VALUE;
  }

  /** The rules of the narrowest host that stands for this one too. */
  private static @Nullable PathRules wider(String host, Map<String, PathRules> compiled) {
    if (host.isEmpty()) {
      return null;
    }
    for (int dot = host.indexOf('.', host.startsWith("*.") ? 2 : 1);
        dot >= 0;
        dot = host.indexOf('.', dot + 1)) {
      @Nullable PathRules found = compiled.get("*" + host.substring(dot));
      if (found != null) {
        return found;
      }
    }
    return compiled.get("");
  }

  /** The rule that a call is for; null if none fits. */
  public @Nullable CompiledRule find(Head head) {
    @Nullable PathRules rules =
        hosts.find(head.bytes(), head.authorityStart(), head.authorityEnd());
    return rules == null ? null : rules.find(head);
  }
}
