package dev.weft.model.gateway;

/**
 * What is to be said of a resource.
 *
 * @param type such as {@code Accepted}
 * @param reason one word in CamelCase, the specification's where it has one
 * @param message for people
 */
public record Condition(String type, boolean holds, String reason, String message) {
  static final String ACCEPTED = "Accepted";
  static final String RESOLVED_REFS = "ResolvedRefs";
  static final String CONFLICTED = "Conflicted";

  static Condition accepted(String message) {
    return new Condition(ACCEPTED, true, ACCEPTED, message);
  }

  static Condition notAccepted(String reason, String message) {
    return new Condition(ACCEPTED, false, reason, message);
  }

  static Condition resolved() {
    return new Condition(
        RESOLVED_REFS, true, RESOLVED_REFS, "everything that it refers to is there");
  }

  static Condition unresolved(String reason, String message) {
    return new Condition(RESOLVED_REFS, false, reason, message);
  }
}
