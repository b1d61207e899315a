package dev.weft.model.route;

import dev.weft.model.mesh.ServiceName;
import java.util.List;

/**
 * Where a rule's calls go.
 *
 * @param weight 0 to 1,000,000, in proportion to the rule's others
 * @param filters for the calls that go there; after the rule's own
 */
public record Backend(Target target, int weight, List<RouteFilter> filters) {
  public Backend {
    filters = List.copyOf(filters);
  }

  /** What a reference leads to. */
  public sealed interface Target {}

  /**
   * A service's port. That it has no routees is no reason to refuse it: the broker says so then.
   *
   * @param port 1 to 65535
   */
  public record ToService(ServiceName service, int port) implements Target {}

  /**
   * Nowhere: a reference that does not resolve. Its share of the calls is refused with status 500.
   *
   * @param why for people
   */
  public record Refused(String why) implements Target {}
}
