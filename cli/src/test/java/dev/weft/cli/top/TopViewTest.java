package dev.weft.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopViewTest {
  private static Map<String, Object> row(
      String caller, String service, double rate, double success, double p99) {
    var row = new HashMap<String, Object>();
    row.put("caller", caller);
    row.put("namespace", "default");
    row.put("service", service);
    row.put("routee", service + "-1");
    row.put("rate", rate);
    row.put("success", success);
    row.put("p50Ms", p99 / 4);
    row.put("p95Ms", p99 / 2);
    row.put("p99Ms", p99);
    row.put("inFlight", 1.5);
    row.put("retries", 7);
    return row;
  }

  private static final Map<String, Object> SIGNALS =
      Map.of(
          "pairs",
          List.of(
              row("web", "orders", 120.4, 1, 8.7),
              row("batch-of-the-night", "payments-with-a-long-name", 3.25, 0.99999, 1_870),
              row("web", "carts\u001b[31m", 0, Double.NaN, Double.NaN)));

  private static List<String> lines(Figure sort, int width) {
    return new TopView(Scope.pairs, sort, width, 0, false).lines(SIGNALS);
  }

  @Test
  void showsNamesAndFiguresInUnitsThatPeopleRead() {
    List<String> lines = lines(Figure.rate, 0);
    assertThat(lines.getFirst()).startsWith("CALLER").contains("CALLS/S*", "P99", "RETRIES");
    assertThat(lines.get(1)).contains("web", "orders", "120", "100 %", "8.7 ms", "7");
    assertThat(lines.get(2)).contains("3.3", "99.99 %", "1.9 s");
    assertThat(lines.get(3)).contains("carts?[31m", " - ").doesNotContain("\u001b");
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSize(lines.getFirst().length()));
  }

  @Test
  void sortsByAnyColumnTheWorstSuccessFirstAndTheUnknownLast() {
    assertThat(lines(Figure.p99, 0).get(1)).startsWith("batch");
    assertThat(lines(Figure.success, 0).get(1)).startsWith("batch");
    assertThat(lines(Figure.success, 0).getLast()).contains("carts");
    assertThat(lines(Figure.rate, 0).get(1)).contains("orders");
  }

  @Test
  void fitsAnyWidthAndKeepsWhatItIsSortedBy() {
    for (int width = 30; width <= 120; width++) {
      int most = width;
      for (Figure sort : Figure.values()) {
        List<String> lines = lines(sort, width);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(most));
        assertThat(lines.getFirst()).contains(sort.title() + "*");
      }
    }
    assertThat(lines(Figure.rate, 45).get(2)).contains("…");
  }

  @Test
  void showsNoMoreRowsThanFit() {
    var view = new TopView(Scope.pairs, Figure.rate, 80, 2, false);
    assertThat(view.lines(SIGNALS)).hasSize(2);
  }

  @Test
  void coloursOnlyWhatIsBad() {
    var signals =
        Map.<String, Object>of(
            "services",
            List.of(row("", "a", 3, 1, 1), row("", "b", 2, 0.95, 1), row("", "c", 1, 0.2, 1)));
    List<String> lines = new TopView(Scope.services, Figure.rate, 0, 0, true).lines(signals);
    assertThat(lines.get(1)).doesNotContain("\u001b");
    assertThat(lines.get(2)).contains("\u001b[33m95.00 %\u001b[0m");
    assertThat(lines.get(3)).contains("\u001b[31m20.00 %\u001b[0m");
  }
}
