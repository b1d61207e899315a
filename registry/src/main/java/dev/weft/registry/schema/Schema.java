package dev.weft.registry.schema;

import dev.weft.registry.schema.rule.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one value of a document may be. Immutable; made by {@link SchemaReader}.
 *
 * @param properties the fields of an object by name
 * @param additional of an object's other fields; null where there may be none
 * @param items of a list's elements; null where they may be anything
 * @param open whether fields that are not named are kept without a look
 * @param defaultValue null for none
 * @param uniqueBy the fields that tell a list's elements apart; empty for the elements themselves,
 *     null where they may repeat
 * @param hasRules whether there are rules here or below
 */
record Schema(
    Type type,
    Map<String, Schema> properties,
    List<String> required,
    @Nullable Schema additional,
    @Nullable Schema items,
    boolean open,
    @Nullable Object defaultValue,
    @Nullable List<String> uniqueBy,
    List<Check> checks,
    List<Rule> rules,
    boolean hasRules) {

  enum Type {
    OBJECT("an object"),
    ARRAY("a list"),
    STRING("a text"),
    INTEGER("a whole number"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    INT_OR_STRING("a whole number or a text"),
    ANY("a value");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean holds(Object value) {
      return switch (this) {
        case OBJECT -> value instanceof Map;
        case ARRAY -> value instanceof List;
        case STRING -> value instanceof String;
        case INTEGER -> value instanceof Integer || value instanceof Long;
        case NUMBER -> value instanceof Number;
        case BOOLEAN -> value instanceof Boolean;
        case INT_OR_STRING ->
            value instanceof String || value instanceof Integer || value instanceof Long;
        case ANY -> true;
      };
    }
  }

  /** The schema of an object's field; null if it has none of that name. */
  @Nullable Schema field(String name) {
    Schema named = properties.get(name);
    return named != null ? named : additional;
  }

  /** The same with only those of its fields that are named, or with all but those. */
  Schema fields(List<String> names, boolean keep) {
    var kept = new java.util.LinkedHashMap<String, Schema>(properties);
    kept.keySet().removeIf(name -> names.contains(name) != keep);
    return new Schema(
        type,
        kept,
        required.stream().filter(kept::containsKey).toList(),
        additional,
        items,
        open,
        defaultValue,
        uniqueBy,
        checks,
        rules,
        hasRules);
  }
}
