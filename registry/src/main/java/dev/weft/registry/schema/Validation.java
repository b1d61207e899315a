package dev.weft.registry.schema;

import dev.weft.model.resource.FieldError;
import dev.weft.registry.schema.rule.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds one value against a schema and collects what is wrong. The rules, which may rely on the
 * types, are asked only of a value that has nothing else wrong with it. For one thread.
 */
final class Validation {
  /** A person reads no more, and a hostile document must not cost more than it is long. */
  private static final int MAX_ERRORS = 32;

  private static final int SHOWN_VALUE_CHARS = 80;

  private final List<FieldError> errors = new ArrayList<>();

  private Validation() {}

  /**
   * Everything that is wrong with a value, at most 32 errors.
   *
   * @param old what it replaces; null for a new value
   */
  static List<FieldError> errors(Schema schema, Object value, @Nullable Object old, String path) {
    var validation = new Validation();
    validation.check(schema, value, path);
    if (validation.errors.isEmpty() && schema.hasRules()) {
      validation.checkRules(schema, value, old, path);
    }
    return validation.errors;
  }

  static boolean accepts(Schema schema, Object value) {
    return errors(schema, value, null, "").isEmpty();
  }

  private void check(Schema schema, @Nullable Object value, String path) {
    if (value == null || !schema.type().holds(value)) {
      refuse(path, value == null ? "null" : value, schema.type().words());
      return;
    }
    for (Check check : schema.checks()) {
      if (!check.accepts(value)) {
        refuse(path, value, check.accepted());
      }
    }
    if (value instanceof Map<?, ?> map) {
      checkObject(schema, map, path);
    } else if (value instanceof List<?> list) {
      checkList(schema, list, path);
    }
  }

  private void checkObject(Schema schema, Map<?, ?> object, String path) {
    for (String name : schema.required()) {
      if (object.get(name) == null) {
        Schema field = schema.field(name);
        refuse(at(path, name), null, field == null ? "a value" : field.type().words());
      }
    }
    for (var entry : object.entrySet()) {
      if (errors.size() >= MAX_ERRORS) {
        return;
      }
      String name = String.valueOf(entry.getKey());
      Schema field = schema.field(name);
      if (field != null) {
        check(field, entry.getValue(), at(path, name));
      } else if (!schema.open() && schema.type() == Schema.Type.OBJECT) {
        refuse(at(path, shortened(name)), "present", "a known field; " + known(schema));
      }
    }
  }

  private static String known(Schema schema) {
    return schema.properties().isEmpty()
        ? "there are none here"
        : "known here: "
            + String.join(", ", schema.properties().keySet().stream().sorted().toList());
  }

  private void checkList(Schema schema, List<?> list, String path) {
    Schema items = schema.items();
    List<String> uniqueBy = schema.uniqueBy();
    var seen = new HashSet<Object>();
    for (int i = 0; i < list.size() && errors.size() < MAX_ERRORS; i++) {
      Object element = list.get(i);
      String where = path + "[" + i + "]";
      if (items != null) {
        check(items, element, where);
      }
      if (uniqueBy != null && element != null && !seen.add(identity(element, uniqueBy))) {
        refuse(
            where,
            element,
            uniqueBy.isEmpty()
                ? "a value that stands only once in the list"
                : "an element with a " + String.join(", ", uniqueBy) + " that no other has");
      }
    }
  }

  private static Object identity(Object element, List<String> uniqueBy) {
    if (uniqueBy.isEmpty() || !(element instanceof Map<?, ?> map)) {
      return element;
    }
    var parts = new ArrayList<@Nullable Object>();
    uniqueBy.forEach(name -> parts.add(map.get(name)));
    return parts;
  }

  private void checkRules(Schema schema, Object value, @Nullable Object old, String path) {
    if (!schema.hasRules() || errors.size() >= MAX_ERRORS) {
      return;
    }
    for (Rule rule : schema.rules()) {
      if (!rule.holds(value, old)) {
        refuse(path, value, "allowed: " + rule.message());
      }
    }
    if (value instanceof Map<?, ?> map) {
      for (var entry : map.entrySet()) {
        String name = String.valueOf(entry.getKey());
        Schema field = schema.field(name);
        if (field != null) {
          Object before = old instanceof Map<?, ?> olds ? olds.get(name) : null;
          checkRules(field, entry.getValue(), before, at(path, name));
        }
      }
    } else if (value instanceof List<?> list && schema.items() != null) {
      for (int i = 0; i < list.size(); i++) {
        checkRules(schema.items(), list.get(i), null, path + "[" + i + "]");
      }
    }
  }

  private void refuse(String path, @Nullable Object value, String accepted) {
    if (errors.size() < MAX_ERRORS) {
      errors.add(new FieldError(path, value == null ? "" : shown(value), accepted));
    }
  }

  private static String shown(Object value) {
    return switch (value) {
      case Map<?, ?> map when map.size() > 8 -> "an object of " + map.size() + " fields";
      case List<?> list when list.size() > 8 -> "a list of " + list.size() + " elements";
      default -> value.equals("") ? "an empty text" : shortened(value.toString());
    };
  }

  private static String shortened(String text) {
    return text.length() > SHOWN_VALUE_CHARS ? text.substring(0, SHOWN_VALUE_CHARS) + "…" : text;
  }

  private static String at(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
