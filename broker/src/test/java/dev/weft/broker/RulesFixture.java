package dev.weft.broker;

import dev.weft.model.mesh.ServiceName;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.RouteId;
import dev.weft.model.route.Routing;
import dev.weft.model.route.ServiceRouting;
import dev.weft.model.route.ServiceRouting.OnPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes routes as tests need them. */
final class RulesFixture {
  private final List<CallMatch> matches = new ArrayList<>();
  private final List<RouteFilter> filters = new ArrayList<>();
  private final List<Backend> backends = new ArrayList<>();
  private CallRule.Timeouts timeouts = CallRule.Timeouts.UNSAID;

  /** A rule for every call until it is told otherwise. */
  static RulesFixture rule() {
    return new RulesFixture();
  }

  RulesFixture match(PathMatch path, String method, ValueMatch... headers) {
    matches.add(new CallMatch(path, method, List.of(headers), List.of()));
    return this;
  }

  RulesFixture prefix(String path) {
    return match(new PathMatch.Prefix(path), "");
  }

  RulesFixture exact(String path) {
    return match(new PathMatch.Exact(path), "");
  }

  RulesFixture query(ValueMatch... parameters) {
    matches.add(new CallMatch(new PathMatch.Prefix("/"), "", List.of(), List.of(parameters)));
    return this;
  }

  RulesFixture filter(RouteFilter... some) {
    filters.addAll(Arrays.asList(some));
    return this;
  }

  RulesFixture to(String service) {
    return to(service, 1);
  }

  RulesFixture to(String service, int weight, RouteFilter... own) {
    backends.add(
        new Backend(
            new Backend.ToService(new ServiceName("default", service), 80), weight, List.of(own)));
    return this;
  }

  RulesFixture toNowhere(String why, int weight) {
    backends.add(new Backend(new Backend.Refused(why), weight, List.of()));
    return this;
  }

  RulesFixture timeouts(CallRule.Timeouts own) {
    timeouts = own;
    return this;
  }

  CallRule build() {
    return new CallRule(
        "", matches.isEmpty() ? List.of(CallMatch.ANY) : matches, filters, backends, timeouts);
  }

  static CallRoute route(String name, RulesFixture... rules) {
    return new CallRoute(
        new RouteId(Kind.HTTP_ROUTE, "default", name),
        Arrays.stream(rules).map(RulesFixture::build).toList());
  }

  /** The mesh where one service has these rules. */
  static Routing of(String service, RulesFixture... rules) {
    return new Routing(
        Map.of(
            new ServiceName("default", service),
            new ServiceRouting(List.of(new OnPort(route("rules", rules), 0)))),
        Map.of());
  }

  static ValueMatch is(String name, String value) {
    return new ValueMatch(name, value, false);
  }
}
