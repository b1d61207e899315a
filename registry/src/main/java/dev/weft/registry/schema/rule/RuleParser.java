package dev.weft.registry.schema.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a rule by recursive descent, one method for each level of CEL's grammar. */
final class RuleParser {
  private static final Set<String> MACROS = Set.of("all", "exists", "exists_one", "filter");
  private static final Set<String> RELATIONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in");

  private final List<Token> tokens;
  private int at;

  private RuleParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * @throws RuleException if it is no rule, or asks for what is not supported
   */
  static Expression parse(String rule) {
    var parser = new RuleParser(Token.all(rule));
    Expression whole = parser.choice();
    if (parser.next().type() != Token.Type.END) {
      throw parser.unexpected();
    }
    return whole;
  }

  private Expression choice() {
    Expression condition = or();
    if (!take("?")) {
      return condition;
    }
    Expression yes = or();
    require(":");
    return new Expression.Choice(condition, yes, choice());
  }

  private Expression or() {
    Expression left = and();
    while (take("||")) {
      left = new Expression.Logic(left, and(), true);
    }
    return left;
  }

  private Expression and() {
    Expression left = relation();
    while (take("&&")) {
      left = new Expression.Logic(left, relation(), false);
    }
    return left;
  }

  private Expression relation() {
    Expression left = sum();
    while (next().type() != Token.Type.TEXT && RELATIONS.contains(next().text())) {
      left = new Expression.Operation(left, advance(), sum());
    }
    return left;
  }

  private Expression sum() {
    Expression left = unary();
    while (isSign("+") || isSign("-")) {
      left = new Expression.Operation(left, advance(), unary());
    }
    return left;
  }

  private Expression unary() {
    return take("!") ? new Expression.Not(unary()) : member();
  }

  private Expression member() {
    Expression of = primary();
    while (true) {
      if (take("[")) {
        of = new Expression.Element(of, choice());
        require("]");
      } else if (take(".")) {
        String name = name();
        of = take("(") ? method(of, name) : new Expression.Field(of, unescaped(name));
      } else {
        return of;
      }
    }
  }

  private Expression method(Expression of, String name) {
    if (MACROS.contains(name)) {
      String variable = name();
      require(",");
      var each = new Expression.Each(of, name, variable, choice());
      require(")");
      return each;
    }
    var arguments = new ArrayList<Expression>(List.of(of));
    arguments.addAll(rest(")"));
    return call(name, arguments);
  }

  private Expression primary() {
    Token token = next();
    at++;
    return switch (token.type()) {
      case TEXT -> new Expression.Literal(token.text());
      case NUMBER -> new Expression.Literal(number(token));
      case NAME -> named(token.text());
      case SIGN -> {
        if (token.text().equals("(")) {
          Expression inner = choice();
          require(")");
          yield inner;
        }
        if (token.text().equals("[")) {
          yield new Expression.ListOf(rest("]"));
        }
        at--;
        throw unexpected();
      }
      case END -> {
        at--;
        throw unexpected();
      }
    };
  }

  private static Long number(Token token) {
    try {
      return Long.valueOf(token.text());
    } catch (NumberFormatException e) {
      throw new RuleException(token.text() + " is no whole number");
    }
  }

  private Expression named(String name) {
    switch (name) {
      case "true", "false" -> {
        return new Expression.Literal(name.equals("true"));
      }
      case "null" -> {
        return new Expression.Literal(null);
      }
      case "int", "string" -> {
        return new Expression.Literal(name); // as type(x) answers
      }
      default -> {}
    }
    if (!take("(")) {
      return new Expression.Name(name);
    }
    List<Expression> arguments = rest(")");
    if (name.equals("has")
        && arguments.size() == 1
        && arguments.getFirst() instanceof Expression.Field field) {
      return new Expression.Has(field);
    }
    return call(name, arguments);
  }

  private static Expression call(String name, List<Expression> arguments) {
    if (!Functions.exists(name, arguments.size())) {
      throw new RuleException(
          "there is no function " + name + " of " + arguments.size() + " arguments");
    }
    return new Expression.Call(name, arguments);
  }

  /** The expressions up to a closing sign, which is taken. */
  private List<Expression> rest(String close) {
    var read = new ArrayList<Expression>();
    while (!take(close)) {
      if (!read.isEmpty()) {
        require(",");
      }
      read.add(choice());
    }
    return read;
  }

  /** Kubernetes writes fields that are words of CEL's own as {@code __namespace__}. */
  private static String unescaped(String name) {
    return name.length() > 4 && name.startsWith("__") && name.endsWith("__")
        ? name.substring(2, name.length() - 2)
        : name;
  }

  private String name() {
    if (next().type() != Token.Type.NAME) {
      throw unexpected();
    }
    return advance();
  }

  private Token next() {
    return tokens.get(at);
  }

  private String advance() {
    return tokens.get(at++).text();
  }

  private boolean isSign(String sign) {
    return next().type() == Token.Type.SIGN && next().text().equals(sign);
  }

  private boolean take(String sign) {
    boolean taken = isSign(sign);
    at += taken ? 1 : 0;
    return taken;
  }

  private void require(String sign) {
    if (!take(sign)) {
      throw unexpected();
    }
  }

  private RuleException unexpected() {
    return new RuleException("unexpected " + next().text() + " (token " + at + ")");
  }
}
