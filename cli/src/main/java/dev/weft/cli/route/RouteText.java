package dev.weft.cli.route;

import dev.weft.cli.api.Tree;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Parts of routes in words. */
final class RouteText {
  private RouteText() {}

  /** A parent or the like, such as {@code Gateway shop/edge listener web port 80}. */
  static String reference(Tree ref, String usualKind, String namespace) {
    var text = new StringBuilder(ref.text("kind", usualKind));
    text.append(' ').append(ref.text("namespace", namespace)).append('/').append(ref.text("name"));
    if (ref.has("sectionName")) {
      text.append(" listener ").append(ref.text("sectionName"));
    }
    if (ref.has("port")) {
      text.append(" port ").append(ref.text("port"));
    }
    return text.toString();
  }

  /** What one match asks for; the same text means the same calls. */
  static String match(Tree match) {
    var parts = new ArrayList<String>();
    String method = match.text("method");
    if (match.fields().get("method") instanceof Map<?, ?>) {
      parts.add(grpc(match.tree("method")));
    } else {
      if (!method.isEmpty()) {
        parts.add(method);
      }
      parts.add(path(match.tree("path")));
    }
    parts.addAll(values("header", match.trees("headers")));
    parts.addAll(values("query", match.trees("queryParams")));
    return String.join(", ", parts);
  }

  private static String grpc(Tree method) {
    String regex = method.text("type", "Exact").equals("Exact") ? "" : "~";
    return regex + method.text("service", "*") + "/" + method.text("method", "*");
  }

  private static String path(Tree path) {
    String value = path.text("value", "/");
    return switch (path.text("type", "PathPrefix")) {
      case "Exact" -> "path = " + value;
      case "RegularExpression" -> "path ~ " + value;
      default -> value.equals("/") ? "every path" : "path below " + value;
    };
  }

  private static List<String> values(String what, List<Tree> all) {
    return all.stream()
        .map(one ->
            what
                + " "
                + (what.equals("header")
                    ? one.text("name").toLowerCase(Locale.ROOT)
                    : one.text("name"))
                + (one.text("type", "Exact").equals("Exact") ? " = " : " ~ ")
                + one.text("value"))
        .sorted()
        .toList();
  }

  /** Where a rule's calls go, with each one's share. */
  static String backends(Tree rule, String namespace) {
    List<Tree> refs = rule.trees("backendRefs");
    long total = refs.stream().mapToLong(RouteText::weight).sum();
    if (refs.isEmpty()) {
      return "nowhere";
    }
    return refs.stream()
        .map(ref -> {
          String where =
              ref.text("namespace", namespace).equals(namespace)
                  ? ref.text("name")
                  : ref.text("namespace") + "/" + ref.text("name");
          String port = ref.has("port") ? ":" + ref.text("port") : "";
          String share =
              refs.size() == 1 || total == 0 ? "" : " " + percent(weight(ref), total) + "%";
          return where + port + share;
        })
        .collect(Collectors.joining(", "));
  }

  private static String percent(long part, long total) {
    return BigDecimal.valueOf(100 * part)
        .divide(BigDecimal.valueOf(total), 2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  static long weight(Tree ref) {
    return ref.has("weight") ? Long.parseLong(ref.text("weight")) : 1;
  }

  /** A rule's filters by their types. */
  static String filters(Tree rule) {
    return rule.trees("filters").stream()
        .map(filter -> filter.text("type"))
        .collect(Collectors.joining(", "));
  }
}
