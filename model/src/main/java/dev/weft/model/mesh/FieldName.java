package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of headers and cookies in policies. */
enum FieldName {
  /** A header that callers may send: the broker drops what only it may say. */
  REQUEST_HEADER(
      "[A-Za-z][A-Za-z0-9-]{0,62}",
      "1 to 63 of a-z, A-Z, 0-9 and -, starting with a letter, but not with x-weft- or"
          + " x-forwarded-"),
  /** A header that the broker adds to answers: none that already means something. */
  OWN_HEADER(
      "[Xx]-[A-Za-z0-9-]{1,61}",
      "x- and 1 to 61 of a-z, A-Z, 0-9 and -, but not x-weft- or x-forwarded- and more"),
  COOKIE("[A-Za-z0-9._-]{1,63}", "1 to 63 of a-z, A-Z, 0-9, '.', _ and -");

  @SuppressWarnings("ImmutableEnumChecker") // a pattern is immutable
  private final Pattern pattern;

  private final String rule;

  FieldName(String pattern, String rule) {
    this.pattern = Pattern.compile(pattern);
    this.rule = rule;
  }

  /** Reads a name that must be there. */
  String read(Fields fields, String field) {
    String name = fields.requiredText(field);
    String lower = name.toLowerCase(Locale.ROOT);
    boolean reserved =
        this != COOKIE && (lower.startsWith("x-weft-") || lower.startsWith("x-forwarded-"));
    if (!name.isEmpty() && (reserved || !pattern.matcher(name).matches())) {
      fields.refuse(field, name, rule);
    }
    return name;
  }
}
