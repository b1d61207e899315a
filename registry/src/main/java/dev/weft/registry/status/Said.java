package dev.weft.registry.status;

import dev.weft.model.gateway.Resolver;
import dev.weft.registry.Conditions;
import dev.weft.registry.Conditions.Condition;
import dev.weft.registry.Conditions.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The conditions of the Gateway API, in the words in which Weft says them. */
final class Said {
  static final String CONTROLLER = Resolver.CONTROLLER;
  static final String ACCEPTED = "Accepted";
  static final String RESOLVED_REFS = "ResolvedRefs";
  static final String PROGRAMMED = "Programmed";

  private Said() {}

  static Condition accepted(String message) {
    return new Condition(ACCEPTED, Status.TRUE, ACCEPTED, message);
  }

  /** A resolver's condition. */
  static Condition of(dev.weft.model.gateway.Condition found) {
    return new Condition(
        found.type(), found.holds() ? Status.TRUE : Status.FALSE, found.reason(), found.message());
  }

  static Condition no(String type, String reason, String message) {
    return new Condition(type, Status.FALSE, reason, message);
  }

  /** An object with conditions put in the place of those of their types. */
  static Map<String, Object> put(
      Map<String, Object> object, List<Condition> conditions, long generation, Instant now) {
    Map<String, Object> next = object;
    for (Condition condition : conditions) {
      next = Conditions.with(next, condition, generation, now);
    }
    return next;
  }
}
