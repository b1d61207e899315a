package dev.weft.cli.route;

import dev.weft.cli.api.Tree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which rules get no calls because others take them. What is more specific goes first, so that only
 * a rule that asks for the very same calls can stand before another: the older route's, and within
 * a route the one above.
 */
final class Shadows {
  /** A rule that takes calls: of which route, and the how many-th. */
  record Place(String route, int rule) {
    @Override
    public String toString() {
      return "rule " + rule + " of " + route;
    }
  }

  private record Calls(String parent, String host, String match) {}

  private final Map<Calls, Place> takers = new HashMap<>();

  /**
   * @param routes of one kind, in any order
   */
  Shadows(List<Tree> routes) {
    List<Tree> sorted = new ArrayList<>(routes);
    sorted.sort(
        Comparator.comparing((Tree route) -> route.tree("metadata").text("creationTimestamp"))
            .thenComparing(Shadows::name));
    for (Tree route : sorted) {
      List<Tree> rules = route.tree("spec").trees("rules");
      for (int i = 0; i < rules.size(); i++) {
        var place = new Place(name(route), i + 1);
        calls(route, rules.get(i)).forEach(calls -> takers.putIfAbsent(calls, place));
      }
    }
  }

  static String name(Tree route) {
    Tree metadata = route.tree("metadata");
    return metadata.text("namespace") + "/" + metadata.text("name");
  }

  private static Set<Calls> calls(Tree route, Tree rule) {
    String namespace = route.tree("metadata").text("namespace");
    List<String> hosts = route.tree("spec").texts("hostnames");
    List<Tree> matches = rule.trees("matches");
    Set<Calls> calls = new HashSet<>();
    for (Tree parent : route.tree("spec").trees("parentRefs")) {
      for (String host : hosts.isEmpty() ? List.of("*") : hosts) {
        for (Tree match : matches.isEmpty() ? List.of(Tree.of(null)) : matches) {
          calls.add(
              new Calls(
                  RouteText.reference(parent, "Gateway", namespace), host, RouteText.match(match)));
        }
      }
    }
    return calls;
  }

  /**
   * The rules that take a rule's calls, and what they take; empty if it has all that it asks for.
   *
   * @param rule counted from 1
   */
  Map<Place, Set<String>> before(Tree route, int rule) {
    var own = new Place(name(route), rule);
    var found = new LinkedHashMap<Place, Set<String>>();
    for (Calls calls : calls(route, route.tree("spec").trees("rules").get(rule - 1))) {
      @Nullable Place taker = takers.get(calls);
      if (taker != null && !taker.equals(own)) {
        found.computeIfAbsent(taker, it -> new TreeSet<>()).add(calls.match());
      }
    }
    return found;
  }

  /** Whether others take all of a rule's calls. */
  boolean allTaken(Tree route, int rule) {
    var own = new Place(name(route), rule);
    return calls(route, route.tree("spec").trees("rules").get(rule - 1)).stream()
        .noneMatch(calls -> own.equals(takers.get(calls)));
  }
}
