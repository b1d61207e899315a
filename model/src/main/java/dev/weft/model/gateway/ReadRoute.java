package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.RouteId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route's document, read: what it does wherever it is attached, and whether what it refers to is
 * there.
 *
 * @param calls null for a route of connections
 * @param backends of a route of connections
 * @param resolved the first reference that does not resolve decides
 */
record ReadRoute(
    Resource document, @Nullable CallRoute calls, List<Backend> backends, Condition resolved) {

  static RouteId id(Resource route) {
    return new RouteId(route.kind(), route.metadata().namespace(), route.metadata().name());
  }

  static boolean ofCalls(Kind kind) {
    return kind == Kind.HTTP_ROUTE || kind == Kind.GRPC_ROUTE;
  }

  List<String> hostnames() {
    return Tree.of(document.spec()).texts("hostnames");
  }

  static ReadRoute of(Resource route, References references) {
    var wrong = new ArrayList<Condition>();
    var rules = new ArrayList<CallRule>();
    var backends = new ArrayList<Backend>();
    List<Tree> trees = Tree.of(route.spec()).trees("rules");
    for (int i = 0; i < trees.size(); i++) {
      CallRule rule = rule(route, trees.get(i), "rules[" + i + "]", references, wrong);
      rules.add(rule);
      backends.addAll(rule.backends());
    }
    Condition resolved = wrong.isEmpty() ? Condition.resolved() : wrong.getFirst();
    return ofCalls(route.kind())
        ? new ReadRoute(route, new CallRoute(id(route), rules), List.of(), resolved)
        : new ReadRoute(route, null, backends, resolved);
  }

  private static CallRule rule(
      Resource route, Tree rule, String where, References references, List<Condition> wrong) {
    List<CallMatch> matches = Matches.of(route.kind(), rule);
    var read = new Filters(references, route, matches, where);
    Filters.Read own = read.of(rule.trees("filters"));
    wrong.addAll(own.wrong());
    var backends = new ArrayList<Backend>();
    for (Tree ref : rule.trees("backendRefs")) {
      References.Found found = references.follow(route, ref, where);
      found.wrong().ifPresent(wrong::add);
      Filters.Read its = read.of(ref.trees("filters"));
      wrong.addAll(its.wrong());
      Backend.Target target =
          its.unknown() == null ? found.target() : new Backend.Refused(its.unknown());
      int weight = ref.has("weight") ? (int) ref.number("weight") : 1;
      backends.add(new Backend(target, weight, its.filters()));
    }
    List<RouteFilter> filters = own.filters();
    if (own.unknown() != null) {
      filters = List.of();
      backends.clear();
      backends.add(new Backend(new Backend.Refused(own.unknown()), 1, List.of()));
    }
    Tree timeouts = rule.tree("timeouts");
    return new CallRule(
        rule.text("name"),
        matches,
        filters,
        backends,
        new CallRule.Timeouts(
            Durations.of(timeouts, "request"), Durations.of(timeouts, "backendRequest")));
  }
}
