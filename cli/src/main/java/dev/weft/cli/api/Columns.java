package dev.weft.cli.api;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of text in columns as wide as their widest cell. For one thread. */
public final class Columns {
  private static final String GAP = "   ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Columns under these titles. */
  public Columns(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row with a cell for each title. */
  public void add(List<String> cells) {
    rows.add(cells.stream().map(Columns::printable).toList());
  }

  /** Prints all rows, each after an indent. */
  public void print(PrintStream out, String indent) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder(indent);
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i));
        if (i < widths.length - 1) {
          line.repeat(' ', widths[i] - row.get(i).length()).append(GAP);
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /**
   * Text that a terminal obeys in nothing, whatever a name or a path holds: control characters are
   * those of ASCII and those from U+0080 on, of which U+009B is as good as ESC and a bracket.
   */
  public static String printable(@Nullable Object value) {
    return value == null ? "" : value.toString().replaceAll("\\p{Cc}", "?");
  }
}
