package dev.weft.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.time.SystemClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some rows of {@code bench/faults} in short, on a machine that may have other work: what callers
 * must never notice is asked for as it is there, times are given more room.
 */
class FaultsIT {
  private static final Set<String> ROWS = Set.of("1", "3", "9", "28");

  @TempDir private static Path work;
  private static SystemClock clock;
  private static FaultBench bench;

  @BeforeAll
  static void start() throws Exception {
    clock = new SystemClock();
    bench =
        new FaultBench(
            Map.of("--peers", "none", "--warm", "4"),
            new Setting(System.getProperty("weft.launcher"), work, true, clock));
    bench.warmUp();
  }

  @AfterAll
  static void stop() {
    bench.close();
    clock.close();
  }

  static Stream<Named<Row>> rows() {
    return Rows.all().stream()
        .filter(row -> ROWS.contains(row.number()))
        .map(row -> Named.of(row.number() + ": " + row.fault(), row));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void callersNoticeNoMoreThanIsAskedFor(Row row) throws Exception {
    List<Figure> figures = bench.play(row).getOrDefault("Weft", List.of());

    assertThat(Figure.verdict(figures)).as(Figure.cell(figures)).isEqualTo("met");
  }
}
