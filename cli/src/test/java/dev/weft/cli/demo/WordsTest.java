package dev.weft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.mesh.Verdict;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Tally.Total GOOD = new Tally.Total(3000, 0, 0, 9, 24, 410, Map.of());

  @Test
  void theStatusNamesWhoIsEjectedAndWhy() {
    var verdicts = new TreeMap<>(Map.of(FakeView.id("orders-2"), Verdict.UNKNOWN));
    var state = new Witness.State(verdicts, Map.of(FakeView.id("orders-2"), "connection refused"));

    assertThat(Words.status("  12.0s", GOOD, new Tally.Reading(49.6, 9, 21), state))
        .isEqualTo(
            "  12.0s  3,000 calls  0 failed  50/s  p50 9 ms  p99 21 ms"
                + "  0 of 1 routees passing  ejected: orders-2 (connection refused)");
  }

  @Test
  void theStatusCountsThoseWhoWereToldToComeBack() {
    var total = new Tally.Total(3000, 0, 1250, 9, 24, 410, Map.of());
    var state = new Witness.State(Map.of(), Map.of());

    assertThat(Words.status("  70.0s", total, new Tally.Reading(50, 9, 21), state))
        .contains("  0 failed  1,250 told to come back  50/s");
  }

  @Test
  void theSummarySaysWhatWasShownOnlyWhereItWas() {
    assertThat(Words.summary(60, GOOD, new Acts.Deeds(1, 1, 1, 1)))
        .contains("60 s: 3,000 calls, 0 failed.")
        .contains("killed with SIGKILL 1, failing 1, slower by 150 ms 1, crowds 1")
        .contains("No call failed")
        .contains("less to the slow one");
    assertThat(Words.summary(5, GOOD, new Acts.Deeds(0, 0, 0, 0))).contains("Nothing went wrong");
    assertThat(Words.summary(0, new Tally().total(), new Acts.Deeds(0, 0, 0, 0)))
        .contains("No call was made");
  }

  @Test
  void theSummaryCountsThoseWhoWereToldToComeBackApart() {
    var total = new Tally.Total(3000, 0, 250, 9, 24, 410, Map.of());

    assertThat(Words.summary(80, total, new Acts.Deeds(1, 1, 1, 1)))
        .contains("250 more were told to come back later")
        .contains("No call failed");
  }

  @Test
  void theSummaryListsTheReasonsOfFailures() {
    var total = new Tally.Total(10, 2, 0, 1, 2, 3, Map.of("503 nobody", 2));

    assertThat(Words.summary(60, total, new Acts.Deeds(1, 0, 0, 0)))
        .contains("  2 × 503 nobody")
        .contains("Callers noticed")
        .doesNotContain("No call failed");
  }

  @Test
  void theGreetingTellsWhatRunsAndHowToCallIt() {
    var mesh = new FakeView(URI.create("http://127.0.0.1:7999"));

    assertThat(Words.greeting(mesh, 50, Path.of("out")))
        .contains("web ×2, orders ×3, payments ×3, pricing ×2, inventory ×2")
        .contains("50 calls a second")
        .contains("http://web.localhost:7999/buy?sku=tea")
        .contains("http://127.0.0.1:7070/");
  }
}
