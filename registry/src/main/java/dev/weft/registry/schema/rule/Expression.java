package dev.weft.registry.schema.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a rule. Values are texts, {@link Long}s, booleans, durations, lists, maps and null.
 *
 * <p>As in CEL, an error on one side of {@code &&} and {@code ||} does not count where the other
 * side decides alone, and so in {@code all} and {@code exists}.
 */
sealed interface Expression {
  /**
   * @throws RuleException if it asks for what is not there or is of another type
   */
  @Nullable Object in(Scope scope);

  /** A literal. */
  record Literal(@Nullable Object value) implements Expression {
    @Override
    public @Nullable Object in(Scope scope) {
      return value;
    }
  }

  /** {@code [a, b]}. */
  record ListOf(List<Expression> elements) implements Expression {
    @Override
    public Object in(Scope scope) {
      var values = new ArrayList<@Nullable Object>();
      elements.forEach(element -> values.add(element.in(scope)));
      return values;
    }
  }

  /** A name. */
  record Name(String name) implements Expression {
    @Override
    public @Nullable Object in(Scope scope) {
      return scope.get(name);
    }
  }

  /** {@code object.field}. */
  record Field(Expression object, String field) implements Expression {
    @Override
    public @Nullable Object in(Scope scope) {
      Map<?, ?> map = Values.map(object.in(scope));
      Object value = map.get(field);
      if (value == null && !map.containsKey(field)) {
        throw new RuleException("there is no " + field);
      }
      return Values.plain(value);
    }
  }

  /** {@code has(object.field)}. */
  record Has(Field field) implements Expression {
    @Override
    public Object in(Scope scope) {
      return Values.map(field.object().in(scope)).get(field.field()) != null;
    }
  }

  /** {@code list[0]} or {@code map['key']}. */
  record Element(Expression of, Expression index) implements Expression {
    @Override
    public @Nullable Object in(Scope scope) {
      Object all = of.in(scope);
      Object wanted = index.in(scope);
      if (all instanceof List<?> list && wanted instanceof Long at) {
        if (at < 0 || at >= list.size()) {
          throw new RuleException("there is no element " + at);
        }
        return Values.plain(list.get(at.intValue()));
      }
      Map<?, ?> map = Values.map(all);
      if (!map.containsKey(wanted)) {
        throw new RuleException("there is no " + wanted);
      }
      return Values.plain(map.get(wanted));
    }
  }

  /** {@code condition ? yes : no}. */
  record Choice(Expression condition, Expression yes, Expression no) implements Expression {
    @Override
    public @Nullable Object in(Scope scope) {
      return Values.truth(condition.in(scope)) ? yes.in(scope) : no.in(scope);
    }
  }

  /**
   * {@code &&} and {@code ||}.
   *
   * @param decides the value that decides alone: false of {@code &&}, true of {@code ||}
   */
  record Logic(Expression left, Expression right, boolean decides) implements Expression {
    @Override
    public Object in(Scope scope) {
      boolean first;
      try {
        first = Values.truth(left.in(scope));
      } catch (RuleException e) {
        if (Values.truth(right.in(scope)) == decides) {
          return decides;
        }
        throw e;
      }
      return first == decides ? first : Values.truth(right.in(scope));
    }
  }

  /** {@code !operand}. */
  record Not(Expression operand) implements Expression {
    @Override
    public Object in(Scope scope) {
      return !Values.truth(operand.in(scope));
    }
  }

  /** Two operands and what stands between them. */
  record Operation(Expression left, String sign, Expression right) implements Expression {
    @Override
    public Object in(Scope scope) {
      return Values.combine(left.in(scope), sign, right.in(scope));
    }
  }

  /** A function, the object before its dot as the first argument. */
  record Call(String function, List<Expression> arguments) implements Expression {
    @Override
    public @Nullable Object in(Scope scope) {
      var values = new ArrayList<@Nullable Object>();
      arguments.forEach(argument -> values.add(argument.in(scope)));
      return Functions.call(function, values);
    }
  }

  /** {@code list.all(x, condition)} and its like; of a map the keys are looked at. */
  record Each(Expression of, String macro, String variable, Expression condition)
      implements Expression {
    @Override
    public Object in(Scope scope) {
      var matching = new ArrayList<@Nullable Object>();
      RuleException failed = null;
      List<?> elements = Values.elements(of.in(scope));
      for (Object element : elements) {
        Object value = Values.plain(element);
        try {
          if (Values.truth(condition.in(new Scope(variable, value, scope)))) {
            matching.add(value);
          } else if (macro.equals("all")) {
            return false;
          }
        } catch (RuleException e) {
          failed = e;
        }
      }
      if (failed != null && !(macro.equals("exists") && !matching.isEmpty())) {
        throw failed;
      }
      return switch (macro) {
        case "all" -> true;
        case "exists" -> !matching.isEmpty();
        case "exists_one" -> matching.size() == 1;
        default -> matching; // filter
      };
    }
  }
}
