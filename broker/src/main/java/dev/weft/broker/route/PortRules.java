package dev.weft.broker.route;

import dev.weft.model.mesh.ServiceName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one port.
 *
 * @param everyone for callers that have none of their own; null if they go on as they are
 * @param byConsumer for callers of a namespace, by its name
 */
public record PortRules(@Nullable RuleTable everyone, Map<String, RuleTable> byConsumer) {
  /** No rules. */
  static final PortRules NONE = new PortRules(null, Map.of());

  /** Rules for every caller. */
  static PortRules of(RuleTable everyone) {
    return new PortRules(everyone, Map.of());
  }

  /**
   * The rules for a caller; null if its calls go on as they are.
   *
   * @param caller as a service is addressed, or any other word for one that nobody knows
   */
  public @Nullable RuleTable of(String caller) {
    if (byConsumer.isEmpty()) {
      return everyone;
    }
    return ServiceName.ofAuthority(caller)
        .map(ServiceName::namespace)
        .map(byConsumer::get)
        .orElse(everyone);
  }
}
