package dev.weft.cli.top;

import dev.weft.cli.api.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a table of signals.
 *
 * @param sort by which column, the highest first
 * @param width of the terminal in characters; 0 for as much as is needed
 * @param height in lines, the header included; 0 for all
 * @param colour whether bad figures are coloured
 */
record TopView(Scope scope, Figure sort, int width, int height, boolean colour) {
  private static final String GAP = "  ";
  private static final int NARROWEST_NAME = 8;
  private static final double GOOD = 0.99;
  private static final double BAD = 0.9;
  private static final String YELLOW = "\u001b[33m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";
  private static final String DEFAULT_NAMESPACE = "default";

  /**
   * Makes the lines.
   *
   * @param signals a SignalList of the API
   */
  List<String> lines(Map<String, Object> signals) {
    var rows = new ArrayList<Map<?, ?>>();
    if (signals.get(scope.list()) instanceof List<?> list) {
      list.forEach(row -> rows.add((Map<?, ?>) row));
    }
    rows.sort(Comparator.comparingDouble((Map<?, ?> row) -> -sort.weight(row)));
    int fit = height == 0 ? rows.size() : Math.clamp(height - 1, 0, rows.size());
    var names = new ArrayList<List<String>>();
    names.add(scope.names());
    var figures = new ArrayList<List<String>>();
    figures.add(Arrays.stream(Figure.values()).map(this::title).toList());
    for (Map<?, ?> row : rows.subList(0, fit)) {
      names.add(namesOf(row));
      figures.add(Arrays.stream(Figure.values()).map(figure -> figure.show(row)).toList());
    }
    List<Figure> shown = fitting(names, figures);
    int[] nameWidths = nameWidths(names, figures, shown);
    var lines = new ArrayList<String>();
    for (int i = 0; i < names.size(); i++) {
      lines.add(line(names.get(i), figures.get(i), nameWidths, figures, shown, i));
    }
    return lines;
  }

  private String title(Figure figure) {
    return figure.title() + (figure == sort ? "*" : "");
  }

  private List<String> namesOf(Map<?, ?> row) {
    return scope.names().stream().map(title -> name(title, row)).toList();
  }

  private static String name(String title, Map<?, ?> row) {
    return switch (title) {
      case "CALLER" -> text(row.get("caller"));
      case "ROUTE" -> text(row.get("route"));
      case "ROUTEE" -> text(row.get("routee"));
      default -> {
        String namespace = text(row.get("namespace"));
        String service = text(row.get("service"));
        yield namespace.equals(DEFAULT_NAMESPACE) ? service : service + "." + namespace;
      }
    };
  }

  private static String text(@Nullable Object value) {
    String text = Columns.printable(value);
    return text.isEmpty() ? "-" : text;
  }

  /** The figures for which there is room beside names of the least width, in their order. */
  private List<Figure> fitting(List<List<String>> names, List<List<String>> figures) {
    var shown = new ArrayList<>(List.of(Figure.values()));
    while (width > 0 && shown.size() > 1 && least(names) + room(figures, shown) > width) {
      shown.stream().min(Comparator.comparingInt(this::worth)).ifPresent(shown::remove);
    }
    return shown;
  }

  private int worth(Figure figure) {
    return figure == sort ? Integer.MAX_VALUE : figure.worth();
  }

  private static int least(List<List<String>> names) {
    int sum = 0;
    for (int column = 0; column < names.getFirst().size(); column++) {
      sum += Math.min(NARROWEST_NAME, widest(names, column)) + GAP.length();
    }
    return sum - GAP.length();
  }

  private static int room(List<List<String>> figures, List<Figure> shown) {
    return shown.stream().mapToInt(figure -> GAP.length() + widest(figures, index(figure))).sum();
  }

  private static int widest(List<List<String>> cells, int column) {
    return cells.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  @SuppressWarnings("EnumOrdinal") // the cells stand in the order of the figures
  private static int index(Figure figure) {
    return figure.ordinal();
  }

  /** As wide as needed; where there is too little room the widest give way first. */
  private int[] nameWidths(
      List<List<String>> names, List<List<String>> figures, List<Figure> shown) {
    var widths = new int[names.getFirst().size()];
    Arrays.setAll(widths, column -> widest(names, column));
    int room = width - room(figures, shown) - GAP.length() * (widths.length - 1);
    while (width > 0 && Arrays.stream(widths).sum() > Math.max(room, widths.length)) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      widths[widest]--;
    }
    return widths;
  }

  private String line(
      List<String> names,
      List<String> figures,
      int[] nameWidths,
      List<List<String>> all,
      List<Figure> shown,
      int index) {
    var line = new StringBuilder();
    for (int i = 0; i < nameWidths.length; i++) {
      String name = cut(names.get(i), nameWidths[i]);
      line.append(i == 0 ? "" : GAP).append(name);
      line.repeat(' ', nameWidths[i] - name.length());
    }
    for (Figure figure : shown) {
      String cell = figures.get(index(figure));
      line.append(GAP).repeat(' ', widest(all, index(figure)) - cell.length());
      line.append(index > 0 && figure == Figure.success ? coloured(cell) : cell);
    }
    return line.toString();
  }

  private static String cut(String name, int width) {
    return name.length() <= width ? name : name.substring(0, Math.max(0, width - 1)) + "…";
  }

  private String coloured(String percent) {
    if (!colour || percent.equals("-")) {
      return percent;
    }
    double share = Double.parseDouble(percent.substring(0, percent.indexOf(' '))) / 100;
    return share >= GOOD ? percent : (share >= BAD ? YELLOW : RED) + percent + PLAIN;
  }
}
