package dev.weft.bench.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of figures in its file. Rows that are not played again stay as they are, so that it can
 * be made piece by piece.
 */
final class FaultTable {
  /** What comes between the words of the file. */
  private static final String BEGIN = "<!-- figures -->";

  private static final String END = "<!-- end of figures -->";
  private static final String HEAD =
      "| # | fault | asked | Weft | | HAProxy | Envoy |\n"
          + "| --- | --- | --- | --- | --- | --- | --- |";

  private final Path file;
  private final Map<String, String> lines = new LinkedHashMap<>();
  private String before = "";
  private String after = "";

  private FaultTable(Path file) {
    this.file = file;
  }

  /** Reads what is there. */
  static FaultTable read(Path file, List<Row> rows) throws IOException {
    var table = new FaultTable(file);
    rows.forEach(row -> table.lines.put(row.number(), ""));
    String text = Files.exists(file) ? Files.readString(file) : "# Faults\n\n" + BEGIN + END + "\n";
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(file + " has no place for the figures: " + BEGIN + " … " + END);
    }
    table.before = text.substring(0, begin);
    table.after = text.substring(end + END.length());
    text.substring(begin, end)
        .lines()
        .filter(line -> line.startsWith("| "))
        .forEach(line -> table.lines.computeIfPresent(number(line), (key, old) -> line));
    return table;
  }

  private static String number(String line) {
    return line.split("\\|", 3)[1].strip();
  }

  /** Whether the file says of a row that it was met. */
  boolean wasMet(Row row) {
    return lines.getOrDefault(row.number(), "").contains("| met |");
  }

  /**
   * Puts a row in the place of what was there; what was seen of peers stays where they were not
   * played again.
   *
   * @param figures by the name of who was played
   */
  void put(Row row, Map<String, List<Figure>> figures) {
    List<Figure> weft = figures.getOrDefault("Weft", List.of());
    String[] old = lines.getOrDefault(row.number(), "").split(" \\| ", -1);
    lines.put(
        row.number(),
        "| "
            + String.join(
                " | ",
                row.number(),
                row.fault(),
                row.asked(),
                Figure.cell(weft),
                Figure.verdict(weft),
                peer(figures, "HAProxy", old, 5),
                peer(figures, "Envoy", old, 6))
            + " |");
  }

  private static String peer(
      Map<String, List<Figure>> figures, String name, String[] old, int column) {
    List<Figure> its = figures.get(name);
    if (its != null) {
      return Figure.cell(its);
    }
    return column < old.length ? old[column].replace(" |", "").strip() : "–";
  }

  String line(Row row) {
    return lines.getOrDefault(row.number(), "");
  }

  void write() throws IOException {
    var text = new StringBuilder(before).append(BEGIN).append("\n").append(HEAD).append("\n");
    lines.values().stream()
        .filter(line -> !line.isEmpty())
        .forEach(line -> text.append(line).append("\n"));
    Files.writeString(file, text.append(END).append(after));
  }
}
