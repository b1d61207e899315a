package dev.weft.cli.api;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints the rows of a Kubernetes {@code Table} in columns. Which columns there are the server
 * decides, so that every client shows the same.
 *
 * <p>For one thread.
 */
public final class TablePrinter {
  private static final String GAP = "   ";

  private final PrintStream out;
  private final boolean wide;
  private final boolean namespaces;
  private List<Column> columns = List.of();
  private int[] widths = {};

  private record Column(String title, int index) {}

  /**
   * @param wide whether columns of lower priority are shown
   * @param namespaces whether each row begins with its namespace
   */
  public TablePrinter(PrintStream out, boolean wide, boolean namespaces) {
    this.out = out;
    this.wide = wide;
    this.namespaces = namespaces;
  }

  /** Prints a table: its header if it is the first, then its rows. Returns how many rows. */
  public int print(Map<String, Object> table) {
    List<Map<String, Object>> definitions = maps(table.get("columnDefinitions"));
    boolean first = columns.isEmpty();
    if (first) {
      columns = columnsOf(definitions);
    }
    var lines = new ArrayList<List<String>>();
    if (first) {
      lines.add(header());
    }
    List<Map<String, Object>> rows = maps(table.get("rows"));
    rows.forEach(row -> lines.add(cells(row)));
    if (first) {
      widths = new int[lines.getFirst().size()];
    }
    for (List<String> line : lines) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    lines.forEach(this::printLine);
    return rows.size();
  }

  private List<Column> columnsOf(List<Map<String, Object>> definitions) {
    var shown = new ArrayList<Column>();
    for (int i = 0; i < definitions.size(); i++) {
      boolean usual =
          !(definitions.get(i).get("priority") instanceof Number priority)
              || priority.intValue() == 0;
      if (usual || wide) {
        String title = String.valueOf(definitions.get(i).get("name")).toUpperCase(Locale.ROOT);
        shown.add(new Column(title, i));
      }
    }
    return shown;
  }

  private List<String> header() {
    var titles = new ArrayList<String>();
    if (namespaces) {
      titles.add("NAMESPACE");
    }
    columns.forEach(column -> titles.add(column.title()));
    return titles;
  }

  private List<String> cells(Map<String, Object> row) {
    var cells = new ArrayList<String>();
    if (namespaces) {
      cells.add(namespaceOf(row));
    }
    List<?> values = row.get("cells") instanceof List<?> list ? list : List.of();
    for (Column column : columns) {
      cells.add(column.index() < values.size() ? shown(values.get(column.index())) : "");
    }
    return cells;
  }

  private static String namespaceOf(Map<String, Object> row) {
    return row.get("object") instanceof Map<?, ?> object
            && object.get("metadata") instanceof Map<?, ?> metadata
            && metadata.get("namespace") instanceof String namespace
        ? namespace
        : "";
  }

  private static String shown(@Nullable Object cell) {
    String text = cell == null ? "<none>" : cell.toString();
    return text.isEmpty() ? "<none>" : Columns.printable(text);
  }

  private void printLine(List<String> cells) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(cells.get(i));
      if (i < cells.size() - 1) {
        line.repeat(' ', widths[i] - cells.get(i).length()).append(GAP);
      }
    }
    out.println(line);
  }

  @SuppressWarnings("unchecked") // a JSON list of objects
  private static List<Map<String, Object>> maps(@Nullable Object value) {
    return value instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
  }
}
