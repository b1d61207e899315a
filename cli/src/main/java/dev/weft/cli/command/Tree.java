package dev.weft.cli.command;

import dev.weft.cli.api.Columns;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields are read as what they should be; what is not there is empty. */
record Tree(Map<?, ?> fields) {
  static Tree of(@Nullable Object value) {
    return new Tree(value instanceof Map<?, ?> map ? map : Map.of());
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  Tree at(String name) {
    return of(fields.get(name));
  }

  List<Tree> list(String name) {
    return fields.get(name) instanceof List<?> list
        ? list.stream().map(Tree::of).toList()
        : List.of();
  }

  List<String> texts(String name) {
    return fields.get(name) instanceof List<?> list
        ? list.stream().map(Columns::printable).toList()
        : List.of();
  }

  String text(String name) {
    return Columns.printable(fields.get(name));
  }

  double number(String name) {
    return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  /** Milliseconds as people read them; empty if there is no such field. */
  String millis(String name) {
    if (!(fields.get(name) instanceof Number number)) {
      return "";
    }
    double millis = number.doubleValue();
    return millis >= 10_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000)
        : String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.1f ms", millis);
  }

  String percent(String name) {
    double part = number(name) * 100;
    return String.format(Locale.ROOT, part > 0 && part < 10 ? "%.1f %%" : "%.0f %%", part);
  }
}
