package dev.weft.control;

import dev.weft.model.resource.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code fieldSelector=}: by name and namespace, which never change. */
record FieldSelector(List<Term> terms) {
  private static final Map<String, Function<Metadata, String>> FIELDS =
      Map.of("metadata.name", Metadata::name, "metadata.namespace", Metadata::namespace);

  private record Term(Function<Metadata, String> field, String value, boolean wanted) {
    boolean matches(Metadata metadata) {
      return field.apply(metadata).equals(value) == wanted;
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
    Function<Metadata, String> field = FIELDS.get(name);
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

  boolean matches(Metadata metadata) {
    return terms.stream().allMatch(term -> term.matches(metadata));
  }
}
