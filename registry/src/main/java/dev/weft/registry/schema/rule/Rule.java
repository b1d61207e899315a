package dev.weft.registry.schema.rule;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}. Immutable.
 *
 * <p>Of CEL it knows: literals, lists, fields, indices, {@code ?:}, {@code && || !}, comparisons,
 * {@code in + -}, {@code has all exists exists_one filter}, and the functions of {@link Functions}.
 *
 * @see <a href="https://github.com/google/cel-spec">the language's definition</a>
 */
public final class Rule {
  private static final Pattern OLD = Pattern.compile("\\boldSelf\\b");

  private final Expression expression;
  private final String message;
  private final boolean ofTransitions;

  /**
   * @param message what it demands, for people
   * @throws IllegalArgumentException if the rule cannot be read
   */
  public Rule(String rule, String message) {
    try {
      this.expression = RuleParser.parse(rule);
    } catch (RuleException e) {
      throw new IllegalArgumentException("the rule " + rule + ": " + e.getMessage(), e);
    }
    this.message = message;
    this.ofTransitions = OLD.matcher(rule).find();
  }

  /** What it demands, for people. */
  public String message() {
    return message;
  }

  /**
   * Whether a value is as the rule demands.
   *
   * @param old what stands there now; null for a new value, of which a rule about changes says
   *     nothing
   */
  public boolean holds(Object value, @Nullable Object old) {
    if (ofTransitions && old == null) {
      return true;
    }
    Scope outer = ofTransitions ? new Scope("oldSelf", Values.plain(old), null) : null;
    try {
      return Values.truth(expression.in(new Scope("self", Values.plain(value), outer)));
    } catch (RuleException | ArithmeticException e) {
      return false; // as in Kubernetes: what cannot be checked is not let through
    }
  }
}
