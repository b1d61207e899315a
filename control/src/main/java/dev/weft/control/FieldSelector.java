package dev.weft.control;

import dev.weft.registry.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code fieldSelector=}: by name and namespace, which never change. */
record FieldSelector(List<Term> terms) {
  private static final Map<String, Function<Document, String>> FIELDS =
      Map.of("metadata.name", Document::name, "metadata.namespace", Document::namespace);

  private record Term(Function<Document, String> field, String value, boolean wanted) {
    boolean matches(Document document) {
      return field.apply(document).equals(value) == wanted;
    }
  }

  static FieldSelector parse(String text) {
    var terms = new ArrayList<Term>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        terms.add(term(part.strip()));
      }
    }
    return new FieldSelector(List.copyOf(terms));
  }

  private static Term term(String text) {
    int equals = text.indexOf('=');
    boolean negated = equals > 0 && text.charAt(equals - 1) == '!';
    String name = equals < 0 ? text : text.substring(0, negated ? equals - 1 : equals).strip();
    Function<Document, String> field = FIELDS.get(name);
    if (equals < 0 || field == null) {
      throw Refusal.badField(
          "fieldSelector",
          text,
          "metadata.name or metadata.namespace with =, == or != and a value");
    }
    String value = text.substring(equals + 1);
    return new Term(field, (value.startsWith("=") ? value.substring(1) : value).strip(), !negated);
  }

  boolean isEverything() {
    return terms.isEmpty();
  }

  boolean matches(Document document) {
    return terms.isEmpty() || terms.stream().allMatch(term -> term.matches(document));
  }
}
