package dev.weft.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultTableTest {
  @TempDir private Path folder;
  private final Row first = row("1");
  private final Row second = row("2");

  private static Row row(String number) {
    return new Row(number, "a fault", "asked", Row.Beside.NOBODY, stage -> List.of());
  }

  @Test
  void rowsThatAreNotPlayedAgainStayAndSoDoTheWordsAround() throws Exception {
    Path file = folder.resolve("faults.md");
    Files.writeString(file, "before\n<!-- figures --><!-- end of figures -->\nafter\n");
    FaultTable table = FaultTable.read(file, List.of(first, second));
    table.put(first, Map.of("Weft", List.of(Figure.judged(true, "0 failed"))));
    table.put(second, Map.of("Weft", List.of(Figure.judged(false, "3 failed"))));
    table.write();

    FaultTable again = FaultTable.read(file, List.of(first, second));
    again.put(second, Map.of("Weft", List.of(Figure.skipped("not here"))));
    again.write();

    assertThat(again.wasMet(first)).isTrue();
    assertThat(again.wasMet(second)).isFalse();
    assertThat(Files.readString(file))
        .startsWith("before\n")
        .endsWith("\nafter\n")
        .contains("| 1 | a fault | asked | 0 failed | met | – | – |")
        .contains("| 2 | a fault | asked | not here | not run | – | – |")
        .doesNotContain("3 failed");
  }

  @Test
  void whatWasSeenOfPeersStaysWhereTheyAreNotPlayedAgain() throws Exception {
    Path file = folder.resolve("faults.md");
    FaultTable table = FaultTable.read(file, List.of(first));
    List<Figure> seen = List.of(Figure.told("p99 9 ms"), Figure.judged(false, "2 failed"));
    table.put(first, Map.of("Weft", seen, "HAProxy", seen, "Envoy", seen));

    table.put(first, Map.of("Weft", List.of(Figure.judged(true, "0 failed"))));
    table.put(first, Map.of("Weft", List.of(Figure.judged(true, "0 failed"))));

    assertThat(table.line(first))
        .isEqualTo(
            "| 1 | a fault | asked | 0 failed | met | p99 9 ms, **2 failed** |"
                + " p99 9 ms, **2 failed** |");
  }

  @Test
  void oneMissedFigureMakesARowMissedAndIsSetInBold() {
    List<Figure> figures =
        List.of(Figure.told("p99 %d ms", 3), Figure.judged(false, "share %d %%", 9));

    assertThat(Figure.verdict(figures)).isEqualTo("missed");
    assertThat(Figure.cell(figures)).isEqualTo("p99 3 ms, **share 9 %**");
  }
}
