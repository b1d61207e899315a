package dev.weft.registry.schema.rule;

/** A rule that cannot be read, or that asks for what the value does not have. */
final class RuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RuleException(String message) {
    super(message, null, false, false);
  }
}
