package dev.weft.registry.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.LatencyCounts;
import dev.weft.model.observe.StatusCounts;
import dev.weft.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final ServiceName CARTS = new ServiceName("shop", "carts");
  private static final RouteeId ONE = new RouteeId("default", "orders-1");
  private static final RouteeId TWO = new RouteeId("default", "orders-2");

  @TempDir Path folder;
  private final FakeClock clock = new FakeClock();
  private Signals signals;

  @BeforeEach
  void open() {
    signals = Signals.open(folder, clock);
  }

  @AfterEach
  void close() {
    signals.close();
  }

  private static EdgeSignal seen(
      String caller, ServiceName service, RouteeId routee, int calls, int failed, long millis) {
    var latencies = new LatencyCounts();
    for (int i = 0; i < calls; i++) {
      latencies.record(millis * 1_000_000);
    }
    var name = new EdgeName(caller, service, "", routee);
    return new EdgeSignal(name, new StatusCounts(), failed, 0, 1, latencies, 0, null, 0);
  }

  private void pass(int seconds, List<EdgeSignal> each) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      signals.take("here", each);
    }
    clock.advance(Duration.ofMillis(600)); // until the last second counts as over
    clock.advance(Duration.ofMillis(400));
  }

  @Test
  void aTableAddsUpTheWindowOfAllAgents() {
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofSeconds(1));
      signals.take("one", List.of(seen("web", ORDERS, ONE, 10, 1, 4)));
      signals.take("two", List.of(seen("web", ORDERS, ONE, 30, 0, 90)));
    }
    clock.advance(Duration.ofSeconds(1));
    SignalTable table = signals.table(5);
    assertThat(table.agents()).isEqualTo(2);
    Golden golden = Objects.requireNonNull(table.edges().get(new EdgeName("web", ORDERS, "", ONE)));
    assertThat(golden.calls()).isEqualTo(200);
    assertThat(golden.failed()).isEqualTo(5);
    assertThat(golden.inFlightSeconds()).isEqualTo(10);
    assertThat(golden.quantileMillis(0.2)).isBetween(4.0, 4.8);
    assertThat(golden.quantileMillis(0.9)).isBetween(90.0, 108.0);
    clock.advance(Duration.ofSeconds(62));
    assertThat(signals.table(60).edges()).isEmpty();
    assertThat(signals.table(60).agents()).isZero();
  }

  @Test
  void reportsThatComeSoonerOrLaterCountForTheirSecond() {
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofMillis(i % 2 == 0 ? 1_300 : 700));
      signals.take("here", List.of(seen("web", ORDERS, ONE, 7, 0, 1)));
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(calls(signals.table(20))).isEqualTo(140);
    assertThat(calls(signals.table(10))).isEqualTo(70);
    assertThat(calls(signals.table(1))).isEqualTo(7);
  }

  private static long calls(SignalTable table) {
    return table.edges().values().stream().mapToLong(Golden::calls).sum();
  }

  @Test
  void aSeriesHasAPointForEachStepAndItsParts() throws IOException {
    pass(100, List.of(seen("web", ORDERS, ONE, 10, 0, 2), seen("batch", ORDERS, TWO, 5, 5, 80)));
    SignalSeries fine = signals.series(ORDERS, 60);
    assertThat(fine.stepSeconds()).isEqualTo(1);
    assertThat(fine.total())
        .hasSize(60)
        .allSatisfy(point -> {
          assertThat(point.calls()).isEqualTo(15);
          assertThat(point.failed()).isEqualTo(5);
          assertThat(point.inFlight()).isEqualTo(2);
          assertThat((double) point.p50Millis()).isCloseTo(2, within(0.5));
          assertThat((double) point.p99Millis()).isCloseTo(80, within(16.0));
        });
    assertThat(fine.routees().keySet()).containsExactly("orders-1", "orders-2");
    assertThat(fine.callers().keySet()).containsExactly("batch", "web");
    SignalSeries middle = signals.series(ORDERS, 600);
    assertThat(middle.stepSeconds()).isEqualTo(5);
    assertThat(middle.total()).hasSizeBetween(19, 20);
    assertThat(middle.total().get(5).calls()).isEqualTo(75);
    assertThat(signals.series(CARTS, 60).total()).isEmpty();
  }

  @Test
  void whatNobodyCallsHasNoPointsAndIsForgotten() throws IOException {
    pass(5, List.of(seen("web", ORDERS, ONE, 10, 0, 2)));
    clock.advance(Duration.ofSeconds(30));
    assertThat(signals.series(ORDERS, 60).total()).hasSize(5);
    clock.advance(Duration.ofSeconds(100));
    assertThat(signals.series(ORDERS, 60).total()).isEmpty();
    assertThat(signals.series(ORDERS, 900).total()).isNotEmpty();
    clock.advance(Duration.ofMinutes(15));
    assertThat(signals.series(ORDERS, 900).total()).isEmpty();
  }

  @Test
  void minutesOutliveARestartAndATornLine() throws IOException {
    pass(180, List.of(seen("web", ORDERS, ONE, 10, 1, 2), seen("web", CARTS, TWO, 1, 0, 2)));
    signals.close();
    Files.writeString(folder.resolve("signals.tsv"), "17\tdefault\tord", StandardOpenOption.APPEND);
    signals = Signals.open(folder, clock);
    pass(120, List.of(seen("web", ORDERS, ONE, 20, 0, 2)));
    SignalSeries hours = signals.series(ORDERS, 7_200);
    assertThat(hours.stepSeconds()).isEqualTo(60);
    List<Long> calls = hours.total().stream().map(Point::calls).toList();
    assertThat(calls).contains(600L, 1_200L).hasSizeBetween(3, 6);
    assertThat(hours.routees()).containsOnlyKeys("orders-1");
    assertThat(hours.total().getFirst().failed()).isPositive();
  }

  @Test
  void filesStayWithinTheirBounds() throws IOException {
    var files = new MinuteFiles(folder, 4_000);
    for (long minute = 0; minute < 500; minute++) {
      var name = new SeriesName(ORDERS, SeriesName.Of.CALLER, "web\t\n");
      files.append(
          List.of(
              new SeriesBook.Named(name, new Point(minute * 60, 1, 0, 0, 0.5, 1, 2, Float.NaN))));
    }
    assertThat(Files.size(folder.resolve("signals.tsv"))).isLessThanOrEqualTo(4_000);
    assertThat(Files.size(folder.resolve("signals-before.tsv"))).isLessThanOrEqualTo(4_000);
    List<Point> kept = files.since(ORDERS, 0).values().stream().flatMap(List::stream).toList();
    assertThat(kept.getLast().second()).isEqualTo(499 * 60);
    assertThat(kept.size()).isGreaterThan(50);
    assertThat(kept).isSortedAccordingTo((a, b) -> Long.compare(a.second(), b.second()));
  }

  @Test
  void moreEdgesThanFitAreCountedAsLeft() {
    var many = new ArrayList<EdgeSignal>();
    for (int i = 0; i < 10_010; i++) {
      many.add(seen("caller-" + i, ORDERS, ONE, 1, 0, 1));
    }
    pass(2, many);
    SignalTable table = signals.table(1);
    assertThat(table.edges()).hasSize(10_000);
    assertThat(table.left()).isEqualTo(10);
  }

  @Test
  void theBookKnowsThatASeriesFoundNoRoom() {
    var book = new SeriesBook();
    int callers = SeriesBook.MOST - 2; // beside the service and the routee
    for (int i = 0; i < callers; i++) {
      book.add(EdgeSecond.of(seen("caller-" + i, ORDERS, ONE, 1, 0, 1)), 60);
    }
    assertThat(book.isFull()).isFalse();

    book.add(EdgeSecond.of(seen("one-more", ORDERS, ONE, 1, 0, 1)), 60);
    assertThat(book.isFull()).isTrue();
  }

  @Test
  void aWaiterIsWokenWhenASecondIsOver() throws InterruptedException {
    SignalTable before = signals.table(10);
    assertThat(signals.awaitAfter(before.number(), Duration.ofMillis(1))).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(signals.awaitAfter(before.number(), Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aWallClockThatRunsAheadIsFollowedAndOneThatGoesBackIsNot() throws IOException {
    pass(10, List.of(seen("web", ORDERS, ONE, 1, 0, 1)));
    clock.shiftWall(Duration.ofHours(-1));
    pass(10, List.of(seen("web", ORDERS, ONE, 1, 0, 1)));
    assertThat(signals.series(ORDERS, 60).total()).hasSizeBetween(19, 20);
    clock.shiftWall(Duration.ofHours(3));
    pass(10, List.of(seen("web", ORDERS, ONE, 1, 0, 1)));
    SignalSeries later = signals.series(ORDERS, 60);
    assertThat(later.fromSecond() + later.steps())
        .isCloseTo(clock.wall().getEpochSecond(), within(2L));
    assertThat(later.total()).hasSizeBetween(9, 11);
  }
}
