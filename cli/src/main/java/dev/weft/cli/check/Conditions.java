package dev.weft.cli.check;

import dev.weft.cli.api.Tree;
import dev.weft.model.resource.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the mesh says of resources that it does not do as they ask. */
final class Conditions {
  /** Conditions that say something bad by being true; all others do so by being false. */
  private static final Set<String> BAD_IF_TRUE =
      Set.of("Conflicted", "PartiallyInvalid", "OverlappingTLSConfig");

  private Conditions() {}

  /** The findings about one resource, wherever in its status its conditions stand. */
  static List<Finding> of(Kind kind, Tree document) {
    var sentences = new LinkedHashSet<String>();
    collect(document.tree("status").fields(), sentences);
    String name = document.shownName();
    return sentences.stream()
        .map(sentence ->
            Finding.fault(
                kind.singular() + " " + name,
                sentence,
                "mend it and apply it again; 'weft describe "
                    + kind.singular()
                    + " "
                    + document.argument()
                    + "' shows all that the mesh says of it"))
        .toList();
  }

  private static void collect(Object here, Set<String> into) {
    if (here instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (key.equals("conditions") && value instanceof List<?> conditions) {
          conditions.stream()
              .map(Tree::of)
              .filter(Conditions::isBad)
              .map(Conditions::sentence)
              .forEach(into::add);
        } else {
          collect(value, into);
        }
      });
    } else if (here instanceof List<?> list) {
      list.forEach(element -> collect(element, into));
    }
  }

  private static boolean isBad(Tree condition) {
    String bad = BAD_IF_TRUE.contains(condition.text("type")) ? "True" : "False";
    return condition.text("status").equals(bad);
  }

  private static String sentence(Tree condition) {
    String message = condition.text("message");
    return "%s=%s, %s%s"
        .formatted(
            condition.text("type"),
            condition.text("status"),
            condition.text("reason"),
            message.isEmpty() ? "" : ": " + message);
  }
}
