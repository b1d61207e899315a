package dev.weft.broker.explain;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.broker.path.ProxyError;
import dev.weft.broker.route.CompiledRule;
import dev.weft.broker.route.Destination;
import dev.weft.broker.route.Routes;
import dev.weft.broker.route.RuleLook;
import dev.weft.broker.route.RuleTable;
import dev.weft.broker.route.Way;
import dev.weft.model.resource.Fields;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.GatewaySpec;
import dev.weft.model.route.ListenerSpec;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What routes have to say of a call: the rule that it is for, those that nearly were, and where the
 * rule leads. Of several backends the likeliest is followed.
 *
 * @param tree of JSON
 * @param destination that the call goes on to; null if it ends here
 * @param ends why it ends here, as a sentence; empty if it does not
 * @param status that it is answered with where it ends here
 * @param error the answer's RFC 9209 name; empty if it is none
 */
record RouteStage(
    Map<String, Object> tree,
    @Nullable Destination destination,
    String ends,
    int status,
    String error) {
  private static final int SHOWN = 5;

  static RouteStage of(Routes routes, Way way, Head head) {
    var tree = new LinkedHashMap<String, Object>();
    @Nullable RuleTable rules = way.rules().of("");
    List<RuleLook.Near> nearest = RuleLook.at(routesOf(routes, way, head), head);
    tree.put("matched", null);
    tree.put("nearly", List.of());
    if (rules == null) {
      tree.put("why", "no route concerns calls to this service's port");
      return new RouteStage(tree, way.destination(), "", 0, "");
    }
    @Nullable CompiledRule rule = rules.find(head);
    tree.put(
        "nearly",
        nearest.stream()
            .filter(near -> rule == null || !near.name().equals(rule.toString()))
            .limit(SHOWN)
            .map(RouteStage::near)
            .toList());
    if (rule == null) {
      String path = Text.of(head.bytes(), head.pathStart(), head.pathEnd());
      String why = "no route of " + way.name() + " is for " + path;
      tree.put("why", why);
      return ends(tree, ProxyError.DESTINATION_NOT_FOUND, why);
    }
    tree.put("why", rule + " is the most specific rule that fits");
    tree.put("matched", matched(rule));
    return leads(tree, routes, way, rule);
  }

  private static Map<String, Object> near(RuleLook.Near near) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", near.name());
    tree.put(
        "failed",
        near.failed().isEmpty()
            ? "it fits too, but the other is more specific, or older"
            : String.join("; ", near.failed()));
    return tree;
  }

  private static Map<String, Object> matched(CompiledRule rule) {
    CallRule model = rule.model();
    long sum = model.backends().stream().mapToLong(Backend::weight).sum();
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", rule.toString());
    tree.put("filters", model.filters().stream().map(RouteStage::filter).toList());
    var backends = new ArrayList<Map<String, Object>>();
    for (Backend backend : model.backends()) {
      var one = new LinkedHashMap<String, Object>();
      one.put(
          "to",
          switch (backend.target()) {
            case Backend.ToService to -> to.service() + ":" + to.port();
            case Backend.Refused refused -> "nowhere: " + refused.why();
          });
      one.put("weight", backend.weight());
      one.put("chance", Words.rounded(sum == 0 ? 0 : backend.weight() / (double) sum));
      backends.add(one);
    }
    tree.put("backends", backends);
    putTime(tree, "request", rule.timeouts().request());
    putTime(tree, "perTry", rule.timeouts().perTry());
    return tree;
  }

  /** In the place of the service's policy. */
  private static void putTime(Map<String, Object> tree, String name, @Nullable Duration time) {
    if (time != null) {
      tree.put(name, time.isZero() ? "as long as it takes" : Fields.show(time));
    }
  }

  private static String filter(RouteFilter filter) {
    String name = filter.getClass().getSimpleName();
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  private static RouteStage leads(
      Map<String, Object> tree, Routes routes, Way way, CompiledRule rule) {
    CallRule model = rule.model();
    for (RouteFilter filter : model.filters()) {
      if (filter instanceof RouteFilter.Redirect redirect) {
        return new RouteStage(tree, null, rule + " redirects it", redirect.status(), "");
      }
    }
    @Nullable Backend likeliest = null;
    for (Backend backend : model.backends()) {
      if (backend.weight() > 0 && (likeliest == null || backend.weight() > likeliest.weight())) {
        likeliest = backend;
      }
    }
    if (likeliest == null) {
      return nowhere(tree, rule + " has no backend that takes calls");
    }
    return switch (likeliest.target()) {
      case Backend.Refused refused -> nowhere(tree, rule + ": " + refused.why());
      case Backend.ToService to -> {
        @Nullable Destination found = routes.find(to.service(), to.port(), way.gateway());
        yield found == null
            ? nowhere(tree, rule + ": service " + to.service() + " is gone")
            : new RouteStage(tree, found, "", 0, "");
      }
    };
  }

  private static RouteStage nowhere(Map<String, Object> tree, String why) {
    return ends(tree, ProxyError.ROUTE_LEADS_NOWHERE, why);
  }

  private static RouteStage ends(Map<String, Object> tree, ProxyError error, String why) {
    return new RouteStage(tree, null, why, error.status(), error.word());
  }

  private static List<CallRoute> routesOf(Routes routes, Way way, Head head) {
    Routing routing = routes.snapshot().routing();
    if (way.destination() != null) {
      @Nullable ServiceRouting its = routing.mesh().get(way.destination().service());
      return its == null
          ? List.of()
          : its.routes().stream()
              .filter(one -> one.port() == 0 || one.port() == way.port())
              .map(ServiceRouting.OnPort::route)
              .toList();
    }
    @Nullable GatewaySpec gateway =
        way.gateway() == null ? null : routing.gateways().get(way.gateway());
    if (gateway == null) {
      return List.of();
    }
    String host = head.authority().replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return gateway.listeners().stream()
        .filter(listener -> listener.port() == way.port() && isFor(listener.hostname(), host))
        .max(Comparator.comparingInt(listener -> specificity(listener.hostname())))
        .stream()
        .flatMap(listener -> listener.calls().stream())
        .filter(one ->
            one.hostnames().isEmpty() || one.hostnames().stream().anyMatch(h -> isFor(h, host)))
        .map(ListenerSpec.OnHosts::route)
        .toList();
  }

  /** A name before a wildcard, a longer one before a shorter one, any host last. */
  private static int specificity(String hostname) {
    return hostname.startsWith("*.") ? hostname.length() - 1 : hostname.length();
  }

  private static boolean isFor(String hostname, String host) {
    return hostname.isEmpty()
        || (hostname.startsWith("*.")
            ? host.endsWith(hostname.substring(1))
            : host.equals(hostname));
  }
}
