package dev.weft.control;

import dev.weft.control.access.Caller;
import dev.weft.control.access.Scope;
import dev.weft.dashboard.Page;
import dev.weft.model.resource.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs, seen from its method and path alone, before anything is done: so nothing
 * can be served by mistake. What is not listed here needs {@link Scope#ADMIN}.
 *
 * @param scope null for nothing at all
 * @param anyScopeDoes whether any other scope does as well
 */
record Permission(@Nullable Scope scope, boolean anyScopeDoes) {
  static final Permission OF_ADMINS = needs(Scope.ADMIN);

  private static final Permission NOTHING = new Permission(null, true);
  private static final Permission ANY_TOKEN = new Permission(Scope.READ, true);

  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> OPEN = Set.of("", "healthz", "livez", "readyz");
  private static final Set<String> DESCRIBING = Set.of("version", "openapi.json", "openapi");
  private static final Set<String> FOR_ADMINS_ONLY = Set.of("backup", "tokens");
  private static final Set<String> OF_AGENTS =
      Set.of(
          Target.LEASE,
          AgentVerdicts.VERDICTS,
          AgentReports.EVENTS,
          AgentReports.OBSERVATIONS,
          AgentReports.SIGNALS);

  /**
   * The permission that a request needs.
   *
   * @param path its segments
   */
  static Permission of(String method, List<String> path) {
    if (path.equals(AccessReview.PATH)) {
      return ANY_TOKEN;
    }
    boolean reading = READING.contains(method);
    String first = path.isEmpty() ? "" : path.getFirst();
    int below = first.equals("api") ? 2 : first.equals("apis") ? 3 : 0;
    if (below == 0) {
      return reading && (OPEN.contains(String.join("/", path)) || first.equals(Page.FOLDER))
          ? NOTHING
          : reading && DESCRIBING.contains(first)
              ? ANY_TOKEN
              : needs(reading ? Scope.READ : Scope.ADMIN);
    }
    if (path.size() <= below) {
      return reading ? ANY_TOKEN : needs(Scope.ADMIN);
    }
    String group = below == 2 ? "" : path.get(1);
    List<String> rest = Target.withinNamespace(path.subList(below, path.size()));
    return reading ? toRead(group, path.get(below - 1), rest) : toWrite(method, group, rest);
  }

  private static Permission toRead(String group, String version, List<String> rest) {
    boolean own = group.equals(Kind.ROUTEE.group());
    if (own && FOR_ADMINS_ONLY.contains(rest.getFirst())) {
      return needs(Scope.ADMIN);
    }
    boolean secret =
        Kind.ofPath(group, version, rest.getFirst()).filter(Kind::confidential).isPresent();
    return needs(secret ? Scope.AGENT : Scope.READ);
  }

  private static Permission toWrite(String method, String group, List<String> rest) {
    String plural = rest.getFirst();
    if (group.equals(Kind.ROUTEE.group()) && rest.equals(List.of(CallRequests.EXPLAIN))) {
      return needs(method.equals("POST") ? Scope.READ : Scope.ADMIN); // asks, and changes nothing
    }
    String subresource = rest.size() > 2 ? rest.get(2) : "";
    if (rest.size() == 3 && subresource.equals(Target.STATUS)) {
      return needs(Scope.AGENT);
    }
    if (!group.equals(Kind.ROUTEE.group())) {
      return needs(Scope.ADMIN);
    }
    if (rest.size() == 3 && plural.equals("agents") && OF_AGENTS.contains(subresource)) {
      return needs(Scope.AGENT);
    }
    boolean one = rest.size() == 2 || (rest.size() == 1 && method.equals("POST"));
    boolean own =
        rest.size() == 3
            && (subresource.equals(Target.LEASE) || subresource.equals(Administration.HEALTH));
    boolean registering = plural.equals(Kind.ROUTEE.plural()) && (one || own);
    return needs(registering ? Scope.REGISTER : Scope.ADMIN);
  }

  private static Permission needs(Scope scope) {
    return new Permission(scope, false);
  }

  /** Whether nobody needs to say who they are. */
  boolean isForEveryone() {
    return scope == null;
  }

  boolean allows(Caller caller) {
    return scope == null || anyScopeDoes || caller.may(scope);
  }

  /**
   * @throws Refusal 403 naming the scope that is missing
   */
  void require(Caller caller) {
    if (!allows(caller)) {
      throw Refusal.lacksScope(String.valueOf(scope), lack(caller));
    }
  }

  /** What a caller who is not allowed lacks, as a sentence. */
  String lack(Caller caller) {
    return "the token \""
        + caller.name()
        + "\" lacks the scope "
        + scope
        + ", which this needs; it has: "
        + String.join(", ", caller.scopes().stream().map(Scope::toString).sorted().toList());
  }
}
