package dev.weft.broker.route;

import dev.weft.broker.filter.RuleFilters;
import dev.weft.model.route.Backend;
import dev.weft.model.route.CallRoute;
import dev.weft.model.route.CallRule;
import java.util.List;

/** A rule as calls meet it. */
public final class CompiledRule {
  private final CallRule rule;
  private final String name;
  private final RuleFilters filters;
  private final List<RuleFilters> backendFilters;
  private final long[] cumulated;

  CompiledRule(CallRoute route, int place) {
    rule = route.rules().get(place);
    name = nameOf(route, place);
    filters = RuleFilters.of(rule.filters());
    backendFilters = rule.backends().stream().map(one -> RuleFilters.of(one.filters())).toList();
    cumulated = new long[rule.backends().size()];
    long sum = 0;
    for (int i = 0; i < cumulated.length; i++) {
      sum += rule.backends().get(i).weight();
      cumulated[i] = sum;
    }
  }

  /** For people: the route and which of its rules. */
  static String nameOf(CallRoute route, int place) {
    String name = route.rules().get(place).name();
    return route.id() + " " + (name.isEmpty() ? "rules[" + place + "]" : name);
  }

  /** What it was compiled from. */
  public CallRule model() {
    return rule;
  }

  /** What is done to its calls, whatever backend they go to. */
  public RuleFilters filters() {
    return filters;
  }

  public CallRule.Timeouts timeouts() {
    return rule.timeouts();
  }

  /**
   * Draws one of its backends.
   *
   * @param draw evenly from all 32 bits
   * @return −1 if there is none with any weight
   */
  public int backend(int draw) {
    if (cumulated.length == 0) {
      return -1;
    }
    long sum = cumulated[cumulated.length - 1];
    long at = ((draw & 0xffffffffL) * sum) >>> 32;
    for (int i = 0; i < cumulated.length; i++) {
      if (at < cumulated[i]) {
        return i;
      }
    }
    return -1;
  }

  public Backend.Target target(int backend) {
    return rule.backends().get(backend).target();
  }

  public RuleFilters filters(int backend) {
    return backendFilters.get(backend);
  }

  /** For people: the route and which of its rules. */
  @Override
  public String toString() {
    return name;
  }
}
