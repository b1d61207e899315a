package dev.weft.registry.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills in what a schema says of fields that are left out. A null counts as left out, here and
 * after. Values of the wrong type stay as they are; the validation refuses them.
 */
final class Defaults {
  private Defaults() {}

  /** The value with everything filled in; what is given is not changed. */
  static Object fill(Schema schema, Object value) {
    return switch (value) {
      case Map<?, ?> map -> fillObject(schema, SchemaReader.object(map));
      case List<?> list -> fillList(schema, list);
      default -> value;
    };
  }

  static Map<String, Object> fillObject(Schema schema, Map<String, Object> object) {
    var filled = new LinkedHashMap<String, Object>();
    object.forEach((name, value) -> {
      if (value != null) {
        Schema field = schema.field(name);
        filled.put(name, field == null ? value : fill(field, value));
      }
    });
    schema
        .properties()
        .forEach((name, field) -> {
          Object defaultValue = field.defaultValue();
          if (defaultValue != null && !filled.containsKey(name)) {
            filled.put(name, fill(field, defaultValue));
          }
        });
    return filled;
  }

  private static List<Object> fillList(Schema schema, List<?> list) {
    Schema items = schema.items();
    var filled = new ArrayList<Object>(list.size());
    for (Object element : list) {
      filled.add(items == null || element == null ? element : fill(items, element));
    }
    return filled;
  }
}
