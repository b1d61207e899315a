package dev.weft.broker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.message.ExchangeId;
import dev.weft.model.mesh.RouteeId;
import dev.weft.model.mesh.ServiceName;
import dev.weft.model.observe.EdgeName;
import dev.weft.model.observe.EdgeSignal;
import dev.weft.model.observe.StatusCounts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeBookTest {
  private static final ServiceName ORDERS = new ServiceName("default", "orders");
  private static final RouteeId ONE = new RouteeId("default", "orders-1");
  private static final EdgeName EDGE = new EdgeName("web", ORDERS, "", ONE);

  private final List<EdgeTable> loops = List.of(new EdgeTable(100), new EdgeTable(100));
  private final EdgeBook book = new EdgeBook(this::taken);

  private List<EdgeSignal> taken() {
    var all = new ArrayList<EdgeSignal>();
    loops.forEach(loop -> all.addAll(loop.take()));
    return all;
  }

  private Sighting begin(int loop, String caller) {
    var call =
        new Sighting(
            new Observers(),
            loops.get(loop),
            new TrailBook(1),
            "tcp",
            new ExchangeId(3),
            null,
            "127.0.0.1",
            0);
    call.calledBy(caller);
    call.routed(ORDERS);
    call.tries(ONE, 0);
    return call;
  }

  private void call(int loop, String caller) {
    begin(loop, caller).ended(new Outcome.Answered(200), 0, 1_000_000);
  }

  @Test
  void addsTheLoopsUpAndLosesNothingToWhoAsksForTotalsBetween() {
    call(0, "web");
    call(1, "web");
    assertThat(book.totals())
        .singleElement()
        .satisfies(one -> assertThat(one.calls()).isEqualTo(2));
    call(1, "web");
    assertThat(book.report())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.edge()).isEqualTo(EDGE);
          assertThat(one.calls()).isEqualTo(3);
          assertThat(one.statuses().in(2)).isEqualTo(3);
          assertThat(one.sumNanos()).isEqualTo(3_000_000);
        });
    assertThat(book.report()).isEmpty();
    assertThat(book.totals())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.calls()).isEqualTo(3);
          assertThat(one.slowest()).isEqualTo(new ExchangeId(3).toString());
        });
  }

  @Test
  void whatIsUnderWayIsOfNowNotASumOverTime() {
    Sighting first = begin(0, "web");
    Sighting second = begin(1, "web");
    assertThat(book.totals().getFirst().inFlight()).isEqualTo(2);
    assertThat(book.totals().getFirst().inFlight()).isEqualTo(2);
    assertThat(book.report().getFirst().inFlight()).isEqualTo(2);
    first.ended(new Outcome.Answered(200), 0, 1);
    assertThat(book.totals().getFirst().inFlight()).isEqualTo(1);
    assertThat(book.report().getFirst().inFlight()).isEqualTo(1);
    second.ended(new Outcome.Answered(200), 0, 1);
    book.totals();
    assertThat(book.totals().getFirst().inFlight()).isZero();
  }

  @Test
  void anEdgeWithoutCallsForTenMinutesIsLetGo() {
    call(0, "web");
    for (int second = 0; second < 600; second++) {
      book.report();
    }
    assertThat(book.size()).isEqualTo(1);
    book.report();
    assertThat(book.size()).isZero();
  }

  @Test
  void whatFindsNoRoomIsOneEdgeThatIsReportedWithAllThatIsUnderWay() {
    var many = new ArrayList<EdgeSignal>();
    for (int i = 0; i < 10_003; i++) {
      many.add(
          new EdgeSignal(
              new EdgeName("caller-" + i, ORDERS, "", ONE),
              new StatusCounts(),
              0,
              0,
              1,
              EdgeSignal.NO_LATENCIES,
              0,
              null,
              0));
    }
    var full = new EdgeBook(() -> many);
    full.totals();
    List<EdgeSignal> reported = full.report();
    assertThat(reported).hasSize(10_001);
    assertThat(reported)
        .filteredOn(one -> one.edge().equals(EdgeName.REST))
        .singleElement()
        .satisfies(one -> assertThat(one.inFlight()).isEqualTo(3));
    assertThat(full.totals())
        .filteredOn(one -> one.edge().equals(EdgeName.REST))
        .singleElement()
        .satisfies(one -> assertThat(one.inFlight()).isEqualTo(3));
  }
}
