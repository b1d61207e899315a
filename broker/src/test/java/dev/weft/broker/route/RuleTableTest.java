package dev.weft.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.Head;
import dev.weft.broker.message.Text;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.CallMatch;
import dev.weft.model.route.CallMatch.ValueMatch;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import dev.weft.model.route.ListenerSpec.OnHosts;
import dev.weft.model.route.PathMatch;
import dev.weft.model.route.RouteId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The order in which rules win, against the specification's words taken one by one. */
class RuleTableTest {
  private static final List<String> HOSTS =
      List.of("", "a.example", "*.example", "*.a.example", "b.a.example", "c.b.a.example", "*.org");
  private static final List<String> PATHS = List.of("/", "/a", "/a/b", "/a/b/c", "/ab", "/b");
  private static final List<String> METHODS = List.of("", "GET", "POST");
  private static final List<String> NAMES = List.of("x", "y");

  /** A call as the test makes it. */
  private record Call(String host, String path, String method, Map<String, String> headers) {
    Head head() {
      var head = new Head();
      head.begin();
      int word = head.append(Text.ascii(method));
      head.method(word, head.size());
      int target = head.append(path + "?x=1");
      head.path(target, head.size());
      int authority = head.append(host + ":8080");
      head.authority(authority, head.size());
      headers.forEach(head::add);
      return head;
    }
  }

  /** A match with all that decides whether it wins. */
  private record Candidate(String host, CallMatch match, int age, String name) {
    boolean fits(Call call) {
      return fitsHost(call.host)
          && fitsPath(call.path)
          && (match.method().isEmpty() || match.method().equals(call.method))
          && match.headers().stream()
              .allMatch(one -> one.value().equals(call.headers.get(one.name())))
          && match.query().stream()
              .allMatch(one -> one.name().equals("x") && one.value().equals("1"));
    }

    private boolean fitsHost(String asked) {
      return host.isEmpty()
          || host.equals(asked)
          || (host.startsWith("*.") && asked.endsWith(host.substring(1)));
    }

    private boolean fitsPath(String asked) {
      return switch (match.path()) {
        case PathMatch.Exact one -> one.path().equals(asked);
        case PathMatch.Prefix one ->
            one.path().equals("/") || (asked + "/").startsWith(one.path() + "/");
        case PathMatch.Regex one -> asked.matches(one.pattern());
        case PathMatch.Grpc _ -> false;
      };
    }

    int pathRank() {
      return switch (match.path()) {
        case PathMatch.Exact _ -> 3000;
        case PathMatch.Regex _ -> 2000;
        case PathMatch.Prefix one -> one.path().length();
        case PathMatch.Grpc _ -> 0;
      };
    }

    int exactHost() {
      return host.startsWith("*.") ? 0 : host.length();
    }
  }

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingInt(Candidate::exactHost)
          .thenComparingInt(one -> one.host.length())
          .thenComparingInt(Candidate::pathRank)
          .thenComparing(one -> !one.match.method().isEmpty())
          .thenComparingInt(one -> one.match.headers().size())
          .thenComparingInt(one -> one.match.query().size())
          .reversed()
          .thenComparingInt(Candidate::age);

  @Test
  void findsWhatASlowReadingOfTheSpecificationFinds() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      var routes = new ArrayList<OnHosts>();
      var candidates = new ArrayList<Candidate>();
      for (int route = 0; route < 1 + random.nextInt(6); route++) {
        addRoute(route, random, routes, candidates);
      }
      RuleTable table = RuleTable.ofHosts(routes);
      for (int call = 0; call < 40; call++) {
        check(table, candidates, call(random), "seed " + seed + ", table " + i);
      }
    }
  }

  private static void check(RuleTable table, List<Candidate> candidates, Call call, String where) {
    Optional<String> wanted =
        candidates.stream().filter(one -> one.fits(call)).min(BEST_FIRST).map(Candidate::name);
    CompiledRule found = table.find(call.head());
    assertThat(found == null ? Optional.empty() : Optional.of(found.toString()))
        .as(where + ": " + call + " among " + candidates)
        .isEqualTo(wanted);
  }

  private static void addRoute(
      int age, SplittableRandom random, List<OnHosts> routes, List<Candidate> candidates) {
    List<String> hosts =
        random.nextInt(4) == 0 ? List.of() : List.of(one(HOSTS.subList(1, 7), random));
    var rules = new ArrayList<CallRule>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      CallMatch match = match(random);
      rules.add(new CallRule("", List.of(match), List.of(), List.of(), CallRule.Timeouts.UNSAID));
      candidates.add(
          new Candidate(
              hosts.isEmpty() ? "" : hosts.getFirst(),
              match,
              age * 100 + i,
              "HTTPRoute default/r" + age + " rules[" + i + "]"));
    }
    routes.add(
        new OnHosts(
            new CallRoute(new RouteId(Kind.HTTP_ROUTE, "default", "r" + age), rules), hosts));
  }

  private static CallMatch match(SplittableRandom random) {
    String path = one(PATHS, random);
    PathMatch wanted =
        switch (random.nextInt(5)) {
          case 0 -> new PathMatch.Exact(path);
          case 1 -> new PathMatch.Regex(path + ".*");
          default -> new PathMatch.Prefix(path);
        };
    var headers = new ArrayList<ValueMatch>();
    for (String name : NAMES) {
      if (random.nextInt(3) == 0) {
        headers.add(new ValueMatch(name, String.valueOf(random.nextInt(2)), false));
      }
    }
    List<ValueMatch> query =
        random.nextInt(4) == 0 ? List.of(new ValueMatch("x", "1", false)) : List.of();
    return new CallMatch(wanted, one(METHODS, random), headers, query);
  }

  private static Call call(SplittableRandom random) {
    String host =
        one(
            List.of("a.example", "z.example", "b.a.example", "x.y.a.example", "c.b.a.example", "q"),
            random);
    String path = one(List.of("/", "/a", "/a/b", "/a/b/c", "/a/bc", "/ab", "/b/x"), random);
    return new Call(
        host,
        path,
        one(List.of("GET", "POST", "PUT"), random),
        Map.of("x", String.valueOf(random.nextInt(2)), "y", String.valueOf(random.nextInt(3))));
  }

  private static String one(List<String> some, SplittableRandom random) {
    return some.get(random.nextInt(some.size()));
  }
}
