package dev.weft.model.gateway;

import dev.weft.model.resource.Kind;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.PathMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads what a rule's calls must be. */
final class Matches {
  private static final String REGEX = "RegularExpression";

  private Matches() {}

  /** At least one: a rule without matches takes every call. */
  static List<CallMatch> of(Kind kind, Tree rule) {
    List<CallMatch> matches =
        rule.trees("matches").stream()
            .map(match -> kind == Kind.GRPC_ROUTE ? grpc(match) : http(match))
            .toList();
    return matches.isEmpty() ? List.of(CallMatch.ANY) : matches;
  }

  private static CallMatch http(Tree match) {
    Tree path = match.tree("path");
    String value = path.text("value", "/");
    PathMatch wanted =
        switch (path.text("type", "PathPrefix")) {
          case "Exact" -> new PathMatch.Exact(value);
          case REGEX -> new PathMatch.Regex(value);
          default -> new PathMatch.Prefix(prefix(value));
        };
    return new CallMatch(
        wanted,
        match.text("method"),
        values(match.trees("headers"), true),
        values(match.trees("queryParams"), false));
  }

  private static CallMatch grpc(Tree match) {
    Tree method = match.tree("method");
    String service = method.text("service");
    String name = method.text("method");
    PathMatch wanted =
        service.isEmpty() && name.isEmpty()
            ? new PathMatch.Prefix("/")
            : new PathMatch.Grpc(service, name, method.text("type").equals(REGEX));
    return new CallMatch(wanted, "", values(match.trees("headers"), true), List.of());
  }

  /** A prefix as {@link PathMatch.Prefix} has it: a slash at the end is of no meaning. */
  static String prefix(String value) {
    return value.length() > 1 && value.endsWith("/")
        ? value.substring(0, value.length() - 1)
        : value;
  }

  /** Of several for one name the first counts. */
  private static List<ValueMatch> values(List<Tree> entries, boolean anyCase) {
    var seen = new HashSet<String>();
    var values = new ArrayList<ValueMatch>();
    for (Tree entry : entries) {
      String name = anyCase ? Hosts.lower(entry.text("name")) : entry.text("name");
      if (seen.add(name)) {
        values.add(new ValueMatch(name, entry.text("value"), entry.text("type").equals(REGEX)));
      }
    }
    return values;
  }
}
