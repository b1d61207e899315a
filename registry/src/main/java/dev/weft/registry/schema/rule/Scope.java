package dev.weft.registry.schema.rule;

import org.jspecify.annotations.Nullable;

/**
 * What a name stands for while a rule is evaluated: one name, and those around it.
 *
 * @param around null for the outermost
 */
record Scope(String name, @Nullable Object value, @Nullable Scope around) {
  @Nullable Object get(String wanted) {
    for (Scope scope = this; scope != null; scope = scope.around) {
      if (scope.name.equals(wanted)) {
        return scope.value;
      }
    }
    throw new RuleException("nothing is called " + wanted);
  }
}
