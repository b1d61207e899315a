package dev.weft.cli.route;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.Tree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Shares of a service's calls for other services: written into the HTTPRoute of the service that
 * knows them already, or into a new one. A pure function of documents.
 */
public final class Shift {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** So many parts make up 100 %: a hundredth of a percent is the least share. */
  private static final long PARTS = 10_000;

  private static final int USUAL_PORT = 80;

  private final Tree service;
  private final Map<String, BigDecimal> shares;

  /**
   * What is to be written.
   *
   * @param route the whole document
   * @param isNew whether there was none before
   * @param before the shares until now, in words; empty if there was no route
   * @param after the shares from now on, in words
   */
  public record Change(Map<String, Object> route, boolean isNew, String before, String after) {}

  private Shift(Tree service, Map<String, BigDecimal> shares) {
    this.service = service;
    this.shares = shares;
  }

  /**
   * Reads shares such as {@code v2=10%}.
   *
   * @throws CommandFailure naming what is wrong
   */
  public static Map<String, BigDecimal> parse(List<String> words) {
    var shares = new LinkedHashMap<String, BigDecimal>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String number = word.substring(equals + 1).replaceAll("%$", "");
      if (equals < 1 || !number.matches("\\d{1,3}(\\.\\d{1,2})?")) {
        throw wrong("\"" + word + "\" is no share such as v2=10% (hundredths at the finest)");
      }
      if (shares.put(word.substring(0, equals), new BigDecimal(number)) != null) {
        throw wrong("\"" + word + "\": the same one twice");
      }
    }
    BigDecimal sum = shares.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.compareTo(HUNDRED) > 0) {
      throw wrong("the shares make up " + sum + "%, which is more than there is");
    }
    return shares;
  }

  private static CommandFailure wrong(String sentence) {
    return new CommandFailure(ExitCode.USAGE, sentence);
  }

  /**
   * What to write.
   *
   * @param service the document of the service whose calls are shared out
   * @param services the names of all services of its namespace
   * @param routes the HTTPRoutes of its namespace
   * @param shares by a service's name, or by what follows the service's own name and a hyphen
   * @throws CommandFailure if there is no such service, or the routes there are leave no place
   */
  public static Change of(
      Map<String, Object> service,
      List<String> services,
      List<Map<String, Object>> routes,
      Map<String, BigDecimal> shares) {
    String own = Tree.of(service).tree("metadata").text("name");
    var named = new LinkedHashMap<String, BigDecimal>();
    shares.forEach((word, share) -> named.put(resolve(own, word, services), share));
    return new Shift(Tree.of(service), named).change(routes);
  }

  private static String resolve(String own, String word, List<String> services) {
    String full = own + "-" + word;
    if (services.contains(full)) {
      return full;
    }
    if (services.contains(word)) {
      return word;
    }
    throw new CommandFailure(
        ExitCode.FAILED,
        "there is no Service "
            + full
            + " that could take a share of "
            + own
            + "; programs join it with: weft run --service "
            + full
            + " -- CMD");
  }

  private String name() {
    return service.tree("metadata").text("name");
  }

  private Change change(List<Map<String, Object>> routes) {
    List<Map<String, Object>> its = routes.stream().filter(this::isParentOf).toList();
    Optional<Map<String, Object>> fitting = its.stream().filter(this::knowsAll).findFirst();
    if (fitting.isPresent()) {
      return changed(fitting.get());
    }
    if (!its.isEmpty()) {
      String route = Shadows.name(Tree.of(its.getFirst()));
      throw new CommandFailure(
          ExitCode.FAILED,
          "HTTPRoute "
              + route
              + " routes the calls of "
              + name()
              + " already and has no backend "
              + String.join(", ", shares.keySet())
              + ": add it there, with weight 0, and shift again");
    }
    return fresh();
  }

  private boolean isParentOf(Map<String, Object> route) {
    return Tree.of(route).tree("spec").trees("parentRefs").stream()
        .anyMatch(ref ->
            ref.text("group", "gateway").isEmpty()
                && ref.text("kind").equals("Service")
                && ref.text("name").equals(name()));
  }

  private boolean knowsAll(Map<String, Object> route) {
    return Tree.of(route).tree("spec").trees("rules").stream().anyMatch(this::concerns);
  }

  private boolean concerns(Tree rule) {
    List<String> names = rule.trees("backendRefs").stream().map(ref -> ref.text("name")).toList();
    return names.containsAll(shares.keySet());
  }

  private Change fresh() {
    List<Tree> ports = service.tree("spec").trees("ports");
    long port = ports.isEmpty() ? USUAL_PORT : Long.parseLong(ports.getFirst().text("port", "80"));
    var refs = new ArrayList<Map<String, Object>>();
    refs.add(Map.of("name", name(), "port", port, "weight", 1L));
    for (String other : shares.keySet()) {
      if (!other.equals(name())) {
        refs.add(Map.of("name", other, "port", port, "weight", 0L));
      }
    }
    var rule = new LinkedHashMap<String, Object>();
    rule.put("backendRefs", weighed(refs.stream().map(Tree::of).toList()));
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("name", name() + "-shift");
    metadata.put("namespace", service.tree("metadata").text("namespace"));
    var spec = new LinkedHashMap<String, Object>();
    spec.put("parentRefs", List.of(Map.of("group", "", "kind", "Service", "name", name())));
    spec.put("rules", List.of(rule));
    var route = new LinkedHashMap<String, Object>();
    route.put("apiVersion", "gateway.networking.k8s.io/v1");
    route.put("kind", "HTTPRoute");
    route.put("metadata", metadata);
    route.put("spec", spec);
    return new Change(route, true, "", words(Tree.of(rule)));
  }

  private Change changed(Map<String, Object> route) {
    var before = new ArrayList<String>();
    var after = new ArrayList<String>();
    var rules = new ArrayList<Object>();
    for (Tree rule : Tree.of(route).tree("spec").trees("rules")) {
      if (!concerns(rule)) {
        rules.add(rule.fields());
        continue;
      }
      var changed = new LinkedHashMap<Object, Object>(rule.fields());
      changed.put("backendRefs", weighed(rule.trees("backendRefs")));
      before.add(words(rule));
      after.add(words(Tree.of(changed)));
      rules.add(changed);
    }
    var spec = new LinkedHashMap<String, Object>();
    Tree.of(route).tree("spec").fields().forEach((key, value) -> spec.put(key.toString(), value));
    spec.put("rules", rules);
    var next = new LinkedHashMap<String, Object>(route);
    next.put("spec", spec);
    next.remove("status");
    return new Change(next, false, String.join("; ", before), String.join("; ", after));
  }

  private String words(Tree rule) {
    return RouteText.backends(rule, service.tree("metadata").text("namespace"));
  }

  /** Those that are named get their shares; the others share what is left as they did before. */
  private List<Map<String, Object>> weighed(List<Tree> refs) {
    long given = shares.values().stream().mapToLong(Shift::parts).sum();
    long left = PARTS - given;
    List<Tree> others = refs.stream().filter(ref -> !shares.containsKey(ref.text("name"))).toList();
    long total = others.stream().mapToLong(RouteText::weight).sum();
    if (left > 0 && others.isEmpty()) {
      throw wrong(
          "the shares make up "
              + shares.values().stream().map(Object::toString).collect(Collectors.joining(" + "))
              + "%, and nobody is left for the rest");
    }
    var weighed = new ArrayList<Map<String, Object>>();
    long rest = left;
    int place = 0;
    for (Tree ref : refs) {
      long weight;
      if (shares.containsKey(ref.text("name"))) {
        weight = parts(shares.get(ref.text("name")));
      } else {
        place++;
        long part = total == 0 ? left / others.size() : left * RouteText.weight(ref) / total;
        weight = place == others.size() ? rest : part; // what rounding leaves is the last one's
        rest -= weight;
      }
      var next = new LinkedHashMap<String, Object>();
      ref.fields().forEach((key, value) -> next.put(key.toString(), value));
      next.put("weight", weight);
      weighed.add(next);
    }
    return weighed;
  }

  private static long parts(BigDecimal percent) {
    return percent.multiply(BigDecimal.valueOf(PARTS / 100)).longValueExact();
  }
}
