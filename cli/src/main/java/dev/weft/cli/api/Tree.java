package dev.weft.cli.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose fields are read as what they should be: what is missing or of another type
 * reads as empty.
 */
public record Tree(Map<?, ?> fields) {
  private static final Tree EMPTY = new Tree(Map.of());

  /** An object as it was parsed; the empty one if it is none. */
  public static Tree of(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? new Tree(map) : EMPTY;
  }

  /** Whether a field is there and not null. */
  public boolean has(String name) {
    return fields.get(name) != null;
  }

  /** An object within this one. */
  public Tree tree(String name) {
    return of(fields.get(name));
  }

  /** The objects of a list. */
  public List<Tree> trees(String name) {
    return list(name).stream().map(Tree::of).toList();
  }

  /** The elements of a list as {@link #text(String)} has them. */
  public List<String> texts(String name) {
    return list(name).stream().map(Columns::printable).toList();
  }

  private List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  /** A field as it may be printed: numbers and booleans as they are written. */
  public String text(String name) {
    return Columns.printable(fields.get(name));
  }

  /** The same, with what a field that is not there stands for. */
  public String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  /** A number; 0 if there is none. */
  public double number(String name) {
    return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** Milliseconds as people read them; empty if there is no such field. */
  public String millis(String name) {
    if (!(fields.get(name) instanceof Number number)) {
      return "";
    }
    double millis = number.doubleValue();
    return millis >= 10_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000)
        : String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.1f ms", millis);
  }

  /** A part of 1 as people read it. */
  public String percent(String name) {
    double part = number(name) * 100;
    return String.format(Locale.ROOT, part > 0 && part < 10 ? "%.1f %%" : "%.0f %%", part);
  }

  /** Of a document: {@code orders}, or {@code shop/orders} outside of the default namespace. */
  public String shownName() {
    return inNamespace(tree("metadata").text("name"));
  }

  /** The name of something beside a document, shown as {@link #shownName} shows its own. */
  public String inNamespace(String name) {
    String namespace = tree("metadata").text("namespace");
    return (isDefault(namespace) ? "" : namespace + "/") + name;
  }

  /** Of a document, as an argument of a command: {@code orders}, or {@code orders -n shop}. */
  public String argument() {
    String namespace = tree("metadata").text("namespace");
    return tree("metadata").text("name") + (isDefault(namespace) ? "" : " -n " + namespace);
  }

  private static boolean isDefault(String namespace) {
    return namespace.isEmpty() || namespace.equals("default");
  }
}
