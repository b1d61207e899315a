package dev.weft.registry.schema.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a rule.
 *
 * @param text of a text literal what it says, of anything else what is written
 */
record Token(Type type, String text) {
  enum Type {
    NAME,
    NUMBER,
    TEXT,
    SIGN,
    END
  }

  private static final List<String> SIGNS =
      List.of(
          "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "!", "?", ":", "(", ")", "[", "]",
          ".", ",");

  /**
   * @throws RuleException at the first character that begins no token
   */
  static List<Token> all(String rule) {
    var tokens = new ArrayList<Token>();
    int at = 0;
    while (at < rule.length()) {
      char c = rule.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        at = text(rule, at, false, tokens);
      } else if (c == 'r' && at + 1 < rule.length() && "'\"".indexOf(rule.charAt(at + 1)) >= 0) {
        at = text(rule, at + 1, true, tokens);
      } else if (isNamePart(c)) {
        int end = at;
        while (end < rule.length() && isNamePart(rule.charAt(end))) {
          end++;
        }
        Type type = Character.isDigit(c) ? Type.NUMBER : Type.NAME;
        tokens.add(new Token(type, rule.substring(at, end)));
        at = end;
      } else {
        String sign = sign(rule, at);
        tokens.add(new Token(Type.SIGN, sign));
        at += sign.length();
      }
    }
    tokens.add(new Token(Type.END, "the end"));
    return tokens;
  }

  private static boolean isNamePart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String sign(String rule, int at) {
    return SIGNS.stream()
        .filter(sign -> rule.startsWith(sign, at))
        .findFirst()
        .orElseThrow(() -> new RuleException("'" + rule.charAt(at) + "' at " + at));
  }

  /** Reads a text in one or three quotes; returns where it ends. */
  private static int text(String rule, int start, boolean raw, List<Token> tokens) {
    String one = rule.substring(start, start + 1);
    String quote = rule.startsWith(one.repeat(3), start) ? one.repeat(3) : one;
    var read = new StringBuilder();
    int at = start + quote.length();
    while (!rule.startsWith(quote, at)) {
      if (at >= rule.length()) {
        throw new RuleException("a text without end at " + start);
      }
      char c = rule.charAt(at++);
      if (c == '\\' && !raw && at < rule.length()) {
        c = unescaped(rule.charAt(at++));
      }
      read.append(c);
    }
    tokens.add(new Token(Type.TEXT, read.toString()));
    return at + quote.length();
  }

  private static char unescaped(char c) {
    return switch (c) {
      case '\\', '\'', '"', '`', '?' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new RuleException("the escape \\" + c);
    };
  }
}
