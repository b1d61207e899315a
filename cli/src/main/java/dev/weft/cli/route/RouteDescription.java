package dev.weft.cli.route;

import dev.weft.cli.api.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A route for reading: what became of it at each parent, and what its rules do. */
public final class RouteDescription {
  private final Tree route;
  private final Shadows shadows;
  private final String namespace;
  private final List<String> lines = new ArrayList<>();

  private RouteDescription(Tree route, List<Tree> all) {
    this.route = route;
    this.shadows = new Shadows(all);
    this.namespace = route.tree("metadata").text("namespace");
  }

  /**
   * Describes one.
   *
   * @param route its document, as the registry has it
   * @param all routes of its kind, itself among them
   */
  public static List<String> of(Map<String, Object> route, List<?> all) {
    var description = new RouteDescription(Tree.of(route), all.stream().map(Tree::of).toList());
    description.write();
    return description.lines;
  }

  private void write() {
    lines.add(route.text("kind") + " " + Shadows.name(route));
    List<String> hosts = route.tree("spec").texts("hostnames");
    lines.add("  hosts: " + (hosts.isEmpty() ? "every host" : String.join(", ", hosts)));
    parents();
    rules();
  }

  private void parents() {
    lines.add("");
    lines.add("attached to");
    Set<Map<?, ?>> told = new HashSet<>();
    for (Tree parent : route.tree("status").trees("parents")) {
      Tree ref = parent.tree("parentRef");
      told.add(ref.fields());
      lines.add("  " + RouteText.reference(ref, "Gateway", namespace));
      for (Tree condition : parent.trees("conditions")) {
        lines.add("    " + condition(condition));
      }
    }
    for (Tree ref : route.tree("spec").trees("parentRefs")) {
      if (told.stream().noneMatch(map -> same(Tree.of(map), ref))) {
        lines.add(
            "  "
                + RouteText.reference(ref, "Gateway", namespace)
                + ": nothing is said of it; it is another controller's, or was just written");
      }
    }
  }

  private boolean same(Tree one, Tree other) {
    return RouteText.reference(one, "Gateway", namespace)
        .equals(RouteText.reference(other, "Gateway", namespace));
  }

  private static String condition(Tree condition) {
    boolean holds = condition.text("status").equals("True");
    String mark =
        switch (condition.text("type")) {
          case "Accepted" -> holds ? "accepted" : "REFUSED";
          case "ResolvedRefs" -> holds ? "references" : "BROKEN REFERENCE";
          default -> condition.text("type") + " " + condition.text("status");
        };
    String reason = holds ? "" : " (" + condition.text("reason") + ")";
    return mark + reason + ": " + condition.text("message");
  }

  private void rules() {
    List<Tree> rules = route.tree("spec").trees("rules");
    lines.add("");
    lines.add(rules.isEmpty() ? "no rules" : "rules");
    for (int i = 1; i <= rules.size(); i++) {
      Tree rule = rules.get(i - 1);
      String name = rule.text("name").isEmpty() ? "" : " " + rule.text("name");
      List<Tree> matches = rule.trees("matches");
      lines.add("  " + i + name);
      if (matches.isEmpty()) {
        lines.add("     every call");
      }
      matches.forEach(match -> lines.add("     " + RouteText.match(match)));
      String filters = RouteText.filters(rule);
      if (!filters.isEmpty()) {
        lines.add("     with " + filters);
      }
      lines.add("     to " + RouteText.backends(rule, namespace));
      shadowed(i);
    }
  }

  private void shadowed(int rule) {
    boolean all = shadows.allTaken(route, rule);
    shadows
        .before(route, rule)
        .forEach((place, matches) -> {
          String where =
              place.route().equals(Shadows.name(route)) ? "rule " + place.rule() : place.toString();
          lines.add(
              "     "
                  + (all ? "NEVER REACHED: " : "shadowed in part: ")
                  + where
                  + " takes "
                  + String.join("; ", matches));
        });
  }
}
