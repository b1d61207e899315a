package dev.weft.control.table;

import java.util.Map;

/**
 * One column.
 *
 * @param priority 0 is always shown, 1 only when asked for with {@code -o wide}
 */
record Column(String name, String type, String description, int priority) {

  static final Column NAME = new Column("NAME", "string", "The name, unique in its namespace.", 0);
  static final Column AGE = new Column("AGE", "string", "Time since it was made.", 0);

  static Column text(String name, String description) {
    return new Column(name, "string", description, 0);
  }

  static Column number(String name, String description) {
    return new Column(name, "integer", description, 0);
  }

  static Column wide(String name, String description) {
    return new Column(name, "string", description, 1);
  }

  Map<String, Object> toTree() {
    return Map.of(
        "name",
        name,
        "type",
        type,
        "format",
        this.equals(NAME) ? "name" : "",
        "description",
        description,
        "priority",
        priority);
  }
}
