package dev.weft.control;

import dev.weft.registry.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code labelSelector=}: terms joined by commas, all of which must hold: {@code a=b}, {@code
 * a==b}, {@code a!=b}, {@code a in (b,c)}, {@code a notin (b,c)}, {@code a}, {@code !a}.
 */
record LabelSelector(List<Predicate<Map<String, String>>> terms) {
  private static final String KEY = "([A-Za-z0-9][-A-Za-z0-9_./]{0,316})";
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(?:"
              + KEY
              + "\\s+(in|notin)\\s*\\(([^()]*)\\)|"
              + KEY
              + "\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)|(!?)\\s*"
              + KEY
              + ")\\s*(,|$)");

  static LabelSelector parse(String text) {
    var terms = new ArrayList<Predicate<Map<String, String>>>();
    Matcher matcher = TERM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        throw Refusal.badField(
            "labelSelector",
            text.substring(at),
            "terms like a=b, a!=b, a in (b,c), a notin (b,c), a or !a, joined by commas");
      }
      terms.add(term(matcher));
      at = matcher.end();
    }
    return new LabelSelector(List.copyOf(terms));
  }

  private static Predicate<Map<String, String>> term(Matcher matcher) {
    if (matcher.group(1) != null) {
      String key = matcher.group(1);
      Set<String> values =
          Stream.of(matcher.group(3).split(",")).map(String::strip).collect(Collectors.toSet());
      boolean in = matcher.group(2).equals("in");
      // As in Kubernetes, notin and != also hold where the label is missing.
      return labels -> in == (labels.containsKey(key) && values.contains(labels.get(key)));
    }
    if (matcher.group(4) != null) {
      String key = matcher.group(4);
      String value = matcher.group(6);
      boolean equal = !matcher.group(5).equals("!=");
      return labels -> equal == value.equals(labels.get(key));
    }
    String key = matcher.group(8);
    boolean present = matcher.group(7).isEmpty();
    return labels -> present == labels.containsKey(key);
  }

  boolean isEverything() {
    return terms.isEmpty();
  }

  /** Reads the document's fields only if there is anything to select by. */
  boolean matches(Document document) {
    return terms.isEmpty() || matches(document.resource().metadata().labels());
  }

  boolean matches(Map<String, String> labels) {
    return terms.stream().allMatch(term -> term.test(labels));
  }
}
