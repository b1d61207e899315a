package dev.weft.registry;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weft.model.gateway.Tree;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * What a schema cannot say of routes: that their regular expressions are RE2's. Brokers run no
 * others, as those take time that a caller can make as long as they like.
 */
final class RoutePatterns {
  private static final String REGEX = "RegularExpression";

  private RoutePatterns() {}

  /**
   * @throws InvalidResourceException naming each expression that cannot be compiled
   */
  static void check(Resource route, String what) {
    var errors = new ArrayList<FieldError>();
    List<Tree> rules = Tree.of(route.spec()).trees("rules");
    for (int i = 0; i < rules.size(); i++) {
      List<Tree> matches = rules.get(i).trees("matches");
      for (int j = 0; j < matches.size(); j++) {
        String path = "spec.rules[" + i + "].matches[" + j + "]";
        Tree match = matches.get(j);
        if (route.kind() == Kind.GRPC_ROUTE) {
          check(match.tree("method"), "service", path + ".method", errors);
          check(match.tree("method"), "method", path + ".method", errors);
        } else {
          check(match.tree("path"), "value", path + ".path", errors);
        }
        check(match.trees("headers"), path + ".headers", errors);
        check(match.trees("queryParams"), path + ".queryParams", errors);
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidResourceException(what, errors);
    }
  }

  private static void check(List<Tree> entries, String path, List<FieldError> errors) {
    for (int i = 0; i < entries.size(); i++) {
      check(entries.get(i), "value", path + "[" + i + "]", errors);
    }
  }

  private static void check(Tree entry, String field, String path, List<FieldError> errors) {
    if (!entry.text("type").equals(REGEX) || !entry.has(field)) {
      return;
    }
    String expression = entry.text(field);
    try {
      Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      errors.add(
          new FieldError(
              path + "." + field,
              expression,
              "a regular expression of RE2: " + e.getDescription()));
    }
  }
}
