package dev.weft.broker.route;

import com.google.re2j.Pattern;
import dev.weft.broker.message.Head;
import dev.weft.broker.message.Names;
import dev.weft.broker.message.Text;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.PathMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How near a call comes to each rule, condition by condition: slowly and one by one, so that it
 * says why the index found no other. Safe on any thread.
 */
public final class RuleLook {
  /**
   * One rule.
   *
   * @param name of its route and of itself, for people
   * @param failed which conditions of its nearest match do not hold; empty if it fits
   * @param path whether that match's path fits
   */
  public record Near(String name, List<String> failed, boolean path) {
    public Near {
      failed = List.copyOf(failed);
    }
  }

  private final Head head;
  private final String path;

  private RuleLook(Head head) {
    this.head = head;
    String target = Text.of(head.bytes(), head.pathStart(), head.pathEnd());
    int query = target.indexOf('?');
    path = query < 0 ? target : target.substring(0, query);
  }

  /** Every rule of these routes, the nearest first. */
  public static List<Near> at(List<CallRoute> routes, Head head) {
    var look = new RuleLook(head);
    var all = new ArrayList<Near>();
    for (CallRoute route : routes) {
      for (int i = 0; i < route.rules().size(); i++) {
        all.add(look.at(CompiledRule.nameOf(route, i), route.rules().get(i)));
      }
    }
    all.sort(
        Comparator.comparingInt((Near near) -> near.failed.size())
            .thenComparing(near -> !near.path));
    return all;
  }

  private Near at(String name, CallRule rule) {
    Near nearest = new Near(name, List.of("it has no matches"), false);
    boolean first = true;
    for (CallMatch match : rule.matches()) {
      Near near = at(name, match);
      if (first || near.failed.size() < nearest.failed.size()) {
        nearest = near;
        first = false;
      }
    }
    return nearest;
  }

  private Near at(String name, CallMatch match) {
    var failed = new ArrayList<String>();
    @Nullable String otherPath = path(match.path());
    if (otherPath != null) {
      failed.add("path is '" + path + "', not " + otherPath);
    }
    String method = Text.of(head.bytes(), head.methodStart(), head.methodEnd());
    if (!match.method().isEmpty() && !match.method().equals(method)) {
      failed.add("method is " + method + ", not " + match.method());
    }
    match.headers().forEach(one -> check("header " + one.name(), header(one), one, failed));
    match.query().forEach(one -> check("parameter " + one.name(), parameter(one), one, failed));
    return new Near(name, failed, otherPath == null);
  }

  /** What the path would have to be; null if it fits. */
  private @Nullable String path(PathMatch match) {
    return switch (match) {
      case PathMatch.Exact exact -> path.equals(exact.path()) ? null : "'" + exact.path() + "'";
      case PathMatch.Prefix prefix ->
          below(prefix.path()) ? null : "'" + prefix.path() + "' or below it";
      case PathMatch.Regex regex ->
          Pattern.matches(regex.pattern(), path) ? null : "one that fits /" + regex.pattern() + "/";
      case PathMatch.Grpc grpc -> grpc(grpc);
    };
  }

  private boolean below(String prefix) {
    return prefix.equals("/") || path.equals(prefix) || path.startsWith(prefix + "/");
  }

  private @Nullable String grpc(PathMatch.Grpc grpc) {
    int slash = path.indexOf('/', 1);
    String service = slash < 0 ? "" : path.substring(1, slash);
    String method = slash < 0 ? "" : path.substring(slash + 1);
    return slash > 0
            && part(grpc.service(), service, grpc.regex())
            && part(grpc.method(), method, grpc.regex())
        ? null
        : "method '" + orAny(grpc.service()) + "/" + orAny(grpc.method()) + "'";
  }

  private static boolean part(String wanted, String given, boolean regex) {
    return wanted.isEmpty() || (regex ? Pattern.matches(wanted, given) : wanted.equals(given));
  }

  private static String orAny(String text) {
    return text.isEmpty() ? "*" : text;
  }

  private static void check(
      String what, @Nullable String given, ValueMatch wanted, List<String> failed) {
    String not =
        wanted.regex() ? "one that fits /" + wanted.value() + "/" : "'" + wanted.value() + "'";
    if (given == null) {
      failed.add(what + " is absent, not " + not);
    } else if (!(wanted.regex()
        ? Pattern.matches(wanted.value(), given)
        : wanted.value().equals(given))) {
      failed.add(what + " is '" + given + "', not " + not);
    }
  }

  private @Nullable String header(ValueMatch wanted) {
    int field = Names.find(head, Text.ascii(wanted.name()), 0);
    return field < 0 ? null : head.value(field);
  }

  private @Nullable String parameter(ValueMatch wanted) {
    String target = Text.of(head.bytes(), head.pathStart(), head.pathEnd());
    int query = target.indexOf('?');
    for (String part : query < 0 ? new String[0] : target.substring(query + 1).split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (name.equals(wanted.name())) {
        return equals < 0 ? "" : part.substring(equals + 1);
      }
    }
    return null;
  }
}
