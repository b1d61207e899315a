package dev.weft.registry.schema;

import dev.weft.registry.schema.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Schema} of the OpenAPI form that CustomResourceDefinitions use (a "structural
 * schema"). Descriptions are left behind: they are for {@code explain} and need memory.
 */
final class SchemaReader {
  private SchemaReader() {}

  static Schema read(Map<String, Object> source) {
    return read(source, false);
  }

  /**
   * @param partial whether it is an alternative (anyOf and its like), which leaves fields out that
   *     the whole has
   */
  private static Schema read(Map<String, Object> source, boolean partial) {
    var properties = new LinkedHashMap<String, Schema>();
    tree(source, "properties")
        .forEach((name, property) -> properties.put(name, read(object(property), partial)));
    Schema additional =
        source.get("additionalProperties") instanceof Map<?, ?> map
            ? read(object(map), partial)
            : null;
    Schema items = source.get("items") instanceof Map<?, ?> map ? read(object(map), partial) : null;
    List<Rule> rules =
        list(source, "x-kubernetes-validations").stream()
            .map(SchemaReader::object)
            .map(rule -> new Rule(String.valueOf(rule.get("rule")), message(rule)))
            .toList();
    boolean hasRules =
        !rules.isEmpty()
            || properties.values().stream().anyMatch(Schema::hasRules)
            || (additional != null && additional.hasRules())
            || (items != null && items.hasRules());
    var checks = new ArrayList<Check>(Checks.of(source));
    checks.addAll(alternatives(source));
    return new Schema(
        type(source),
        Map.copyOf(properties),
        list(source, "required").stream().map(String::valueOf).toList(),
        additional,
        items,
        partial || Boolean.TRUE.equals(source.get("x-kubernetes-preserve-unknown-fields")),
        source.get("default"),
        uniqueBy(source),
        List.copyOf(checks),
        rules,
        hasRules);
  }

  private static String message(Map<String, Object> rule) {
    return String.valueOf(rule.getOrDefault("message", "must hold: " + rule.get("rule")));
  }

  private static Schema.Type type(Map<String, Object> source) {
    if (Boolean.TRUE.equals(source.get("x-kubernetes-int-or-string"))) {
      return Schema.Type.INT_OR_STRING;
    }
    return switch (String.valueOf(source.getOrDefault("type", "any"))) {
      case "object" -> Schema.Type.OBJECT;
      case "array" -> Schema.Type.ARRAY;
      case "string" -> Schema.Type.STRING;
      case "integer" -> Schema.Type.INTEGER;
      case "number" -> Schema.Type.NUMBER;
      case "boolean" -> Schema.Type.BOOLEAN;
      default -> Schema.Type.ANY;
    };
  }

  private static @Nullable List<String> uniqueBy(Map<String, Object> source) {
    return switch (String.valueOf(source.get("x-kubernetes-list-type"))) {
      case "map" ->
          list(source, "x-kubernetes-list-map-keys").stream().map(String::valueOf).toList();
      case "set" -> List.of();
      default -> null;
    };
  }

  private static List<Check> alternatives(Map<String, Object> source) {
    var checks = new ArrayList<Check>();
    List<Schema> any = partials(source, "anyOf");
    if (!any.isEmpty() && type(source) != Schema.Type.INT_OR_STRING) {
      checks.add(
          new Check(
              "what any of its alternatives accepts",
              value -> any.stream().anyMatch(schema -> Validation.accepts(schema, value))));
    }
    List<Schema> one = partials(source, "oneOf");
    if (!one.isEmpty()) {
      checks.add(
          new Check(
              "what exactly one of its alternatives accepts",
              value ->
                  one.stream().filter(schema -> Validation.accepts(schema, value)).count() == 1));
    }
    for (Schema all : partials(source, "allOf")) {
      checks.add(new Check("what all its parts accept", value -> Validation.accepts(all, value)));
    }
    if (source.get("not") instanceof Map<?, ?> map) {
      Schema not = read(object(map), true);
      checks.add(new Check("allowed here", value -> !Validation.accepts(not, value)));
    }
    return checks;
  }

  private static List<Schema> partials(Map<String, Object> source, String field) {
    return list(source, field).stream().map(part -> read(object(part), true)).toList();
  }

  static List<?> list(Map<String, Object> source, String field) {
    return source.get(field) instanceof List<?> list ? list : List.of();
  }

  static Map<String, Object> tree(Map<String, Object> source, String field) {
    return source.get(field) instanceof Map<?, ?> map ? object(map) : Map.of();
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }
}
