package dev.weft.model.route;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the calls that fit.
 *
 * @param name empty if it has none
 * @param matches any of which is enough; at least one
 * @param filters in the order in which they act
 * @param backends of which each call goes to one, by weight. None, and no redirect: the call is
 *     refused
 * @param timeouts in place of the service's policy
 */
public record CallRule(
    String name,
    List<CallMatch> matches,
    List<RouteFilter> filters,
    List<Backend> backends,
    Timeouts timeouts) {

  /**
   * How long calls may take; zero for as long as they want, null for what the service's policy
   * says.
   *
   * @param request for the whole call, all tries included
   * @param perTry for one try, until its answer is whole
   */
  public record Timeouts(@Nullable Duration request, @Nullable Duration perTry) {
    /** As the service's policy says. */
    public static final Timeouts UNSAID = new Timeouts(null, null);
  }

  public CallRule {
    matches = List.copyOf(matches);
    filters = List.copyOf(filters);
    backends = List.copyOf(backends);
  }
}
