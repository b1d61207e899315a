package dev.weft.broker.filter;

import dev.weft.broker.message.Head;
import dev.weft.model.route.RouteFilter;
import dev.weft.model.route.RouteFilter.Redirect;
import dev.weft.model.route.RouteFilter.Rewrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of a rule or of one of its backends, in their order. */
public final class RuleFilters {
  private static final RuleFilters NONE = new RuleFilters(List.of());

  private final List<Step> steps;

  private RuleFilters(List<Step> steps) {
    this.steps = steps;
  }

  /** One filter: gives the call's answer, or null where the call goes on. */
  private interface Step {
    @Nullable OwnAnswer apply(Head request, Effects effects);
  }

  /** Compiles filters. */
  public static RuleFilters of(List<RouteFilter> filters) {
    return filters.isEmpty()
        ? NONE
        : new RuleFilters(filters.stream().map(RuleFilters::step).toList());
  }

  private static Step step(RouteFilter filter) {
    return switch (filter) {
      case RouteFilter.EditRequest one -> {
        var edit = new FieldEdit(one.edit());
        yield (request, effects) -> {
          edit.edit(request);
          return null;
        };
      }
      case RouteFilter.EditAnswer one -> {
        var edit = new FieldEdit(one.edit());
        yield (request, effects) -> {
          effects.onAnswer(edit);
          return null;
        };
      }
      case Rewrite one -> rewrite(new Rewrite(one.hostname(), PathChange.safe(one.path())));
      case Redirect one -> {
        var safe =
            new Redirect(
                one.scheme(),
                one.hostname(),
                PathChange.safe(one.path()),
                one.port(),
                one.status());
        yield (request, effects) -> Location.answer(safe, request, effects.port());
      }
      case RouteFilter.Mirror one ->
          (request, effects) -> {
            effects.mirror(one);
            return null;
          };
      case RouteFilter.Cors one -> new CorsRule(one)::apply;
    };
  }

  private static Step rewrite(Rewrite rewrite) {
    return (request, effects) -> {
      PathChange.path(request, rewrite.path());
      if (!rewrite.hostname().isEmpty()) {
        PathChange.host(request, rewrite.hostname());
      }
      return null;
    };
  }

  /**
   * Does what the filters say.
   *
   * @return the call's answer; null where it goes on
   */
  public @Nullable OwnAnswer apply(Head request, Effects effects) {
    for (int i = 0; i < steps.size(); i++) {
      @Nullable OwnAnswer answer = steps.get(i).apply(request, effects);
      if (answer != null) {
        return answer;
      }
    }
    return null;
  }
}
